import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import Stripe from "stripe";
import type { ContractFile, ObjectSchema, Operation, Schema } from "./schema";

const cacheDir = path.resolve(import.meta.dirname, "../../../.openhall/stripe-contract");

export interface MatchedOperation extends Operation {
  /** `POST /v1/refunds/{id}` */
  name: string;
  /** What stood in the path's braces, in order. */
  ids: string[];
}

/** Every operation and type of the installed SDK's version of Stripe. */
export class Contract {
  readonly apiVersion: string;
  private readonly routes: { operation: Operation; pattern: RegExp; braces: number }[];
  private readonly definitions: Record<string, Schema>;
  private readonly kinds: Map<string, ObjectSchema>;

  constructor(file: ContractFile) {
    this.apiVersion = file.apiVersion;
    this.definitions = file.definitions;
    this.routes = file.operations
      .map((operation) => ({
        operation,
        pattern: new RegExp(`^${operation.path.replace(/\{\w+\}/g, "([^/]+)")}$`),
        braces: operation.path.split("{").length,
      }))
      // `/v1/invoices/create_preview` before `/v1/invoices/{id}`
      .sort((a, b) => a.braces - b.braces);
    this.kinds = this.indexKinds();
  }

  match(method: string, pathname: string): MatchedOperation | null {
    for (const { operation, pattern } of this.routes) {
      if (operation.method !== method) continue;
      const found = pattern.exec(pathname);
      if (!found) continue;
      const ids = found.slice(1).map(decodeURIComponent);
      return { ...operation, name: `${method} ${operation.path}`, ids };
    }
    return null;
  }

  resolve(schema: Schema): Exclude<Schema, { kind: "reference" }> {
    return schema.kind === "reference" ? this.resolve(this.definition(schema.name)) : schema;
  }

  definition(name: string): Schema {
    const found = this.definitions[name];
    if (!found) throw new Error(`The contract has no type ${name}.`);
    return found;
  }

  /** The type whose `object` is this (`refund`, `checkout.session`), among all that operations answer with. */
  schemaOf(kind: string): ObjectSchema {
    const found = this.kinds.get(kind);
    if (!found) throw new Error(`The contract has no object ${kind}.`);
    return found;
  }

  /** What an operation answers with, told by `object`; null where that differs from answer to answer. */
  kindOf(answer: Schema): string | null {
    const parts = answer.kind === "union" ? answer.of : [answer];
    for (const part of parts) {
      const kind = this.literalKind(part);
      if (kind) return kind;
    }
    return null;
  }

  private literalKind(schema: Schema): string | null {
    const plain = this.resolve(schema);
    const object = plain.kind === "object" ? plain.properties.object : undefined;
    return object?.kind === "literal" ? String(object.values[0]) : null;
  }

  private indexKinds(): Map<string, ObjectSchema> {
    const kinds = new Map<string, ObjectSchema>();
    for (const { operation } of this.routes) {
      const parts = operation.answer.kind === "union" ? operation.answer.of : [operation.answer];
      for (const part of parts) {
        const kind = this.literalKind(part);
        const plain = this.resolve(part);
        // `{ id, object, deleted: true }` is what is left of a thing
        const isRest = plain.kind === "object" && plain.required.includes("deleted");
        if (kind && plain.kind === "object" && !isRest && !kinds.has(kind)) kinds.set(kind, plain);
      }
    }
    return kinds;
  }

  /** The least that a type asks for: null where it may be, empty lists, the first of an enum. */
  blank(schema: Schema): unknown {
    const plain = this.resolve(schema);
    if (plain.kind === "literal") return plain.values[0];
    if (plain.kind === "string") return "";
    if (plain.kind === "decimal") return "0";
    if (plain.kind === "number" || plain.kind === "integer") return 0;
    if (plain.kind === "boolean") return false;
    if (plain.kind === "list") return [];
    if (plain.kind === "union") {
      const mayBeNull = plain.of.some((part) => part.kind === "null");
      return mayBeNull ? null : this.blank(plain.of.find((part) => part.kind === "string") ?? plain.of[0]!);
    }
    if (plain.kind !== "object") return null;
    return Object.fromEntries(plain.required.map((name) => [name, this.blank(plain.properties[name]!)]));
  }

  /** Event types of snapshots (`refund.created`) and of thin events (`v2.core.account.closed`). */
  hasEventType(type: string): boolean {
    return this.eventSchema(type) !== null;
  }

  eventSchema(type: string): Schema | null {
    const isThin = type.startsWith("v2.");
    const operation = this.match("GET", isThin ? "/v2/core/events/x" : "/v1/events/x");
    const events = operation ? this.resolve(operation.answer) : null;
    if (events?.kind !== "union") return null;
    const found = events.of.find((schema) => {
      const event = this.resolve(schema);
      const discriminator = event.kind === "object" ? event.properties.type : undefined;
      return discriminator?.kind === "literal" && discriminator.values.includes(type);
    });
    return found ?? null;
  }
}

let loaded: Promise<Contract> | null = null;

/** The contract of the installed SDK: read once a process, however many stand-ins it starts, for it is large and never changes. */
export function loadContract(): Promise<Contract> {
  loaded ??= readContract();
  return loaded;
}

/** Extracts it (some seconds) where that was not yet done for this version. */
async function readContract(): Promise<Contract> {
  const sdkDir = path.resolve(createRequire(import.meta.url).resolve("stripe"), "../../esm");
  const file = path.join(cacheDir, `${Stripe.PACKAGE_VERSION}-${hashOfExtractor()}.json`);
  if (!existsSync(file)) {
    const { extractContract } = await import("./extract");
    mkdirSync(cacheDir, { recursive: true });
    // several test files may do this at once: each writes its own and the last rename wins with the same content
    const draft = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
    writeFileSync(draft, JSON.stringify(extractContract(sdkDir, Stripe.API_VERSION)));
    renameSync(draft, file);
  }
  return new Contract(JSON.parse(readFileSync(file, "utf8")) as ContractFile);
}

function hashOfExtractor(): string {
  const hash = createHash("sha256");
  for (const name of ["extract.ts", "type-to-schema.ts"])
    hash.update(readFileSync(path.join(import.meta.dirname, name)));
  return hash.digest("hex").slice(0, 12);
}
