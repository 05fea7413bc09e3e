import ts from "typescript";
import type { ObjectSchema, Schema } from "./schema";

const opaque = new Set(["Buffer", "Uint8Array", "Readable", "ReadableStream", "FileData"]);
const primitives: [ts.TypeFlags, "any" | "string" | "number" | "boolean" | "integer" | "null" | "never"][] = [
  [ts.TypeFlags.Any | ts.TypeFlags.Unknown, "any"],
  [ts.TypeFlags.String, "string"],
  [ts.TypeFlags.Number, "number"],
  [ts.TypeFlags.Boolean, "boolean"],
  [ts.TypeFlags.BigInt, "integer"],
  [ts.TypeFlags.Null, "null"],
  [ts.TypeFlags.Undefined | ts.TypeFlags.Void | ts.TypeFlags.Never, "never"],
];

/** Turns the SDK's declared types into schemas; named types become definitions, so that they may contain each other. */
export class SchemaWriter {
  readonly definitions: Record<string, Schema> = {};
  private readonly names = new Map<ts.Type, string>();

  constructor(private readonly checker: ts.TypeChecker) {}

  write(type: ts.Type): Schema {
    if (isOtherString(type)) return { kind: "string" };
    const literal = literalOf(type, this.checker);
    if (literal !== undefined) return { kind: "literal", values: [literal] };
    const primitive = primitives.find(([flags]) => type.flags & flags);
    if (primitive) return { kind: primitive[1] };
    if (type.isUnion()) return this.writeUnion(type);
    if (this.checker.isArrayType(type)) return { kind: "list", of: this.write(this.argumentOf(type)) };
    return this.writeNamed(type);
  }

  private writeUnion(type: ts.UnionType): Schema {
    const given = type.types.filter((part) => !(part.flags & ts.TypeFlags.Undefined));
    const hasStrings = given.some((part) => part.isStringLiteral());
    // `'a' | 'b' | OtherString` lets every typo through; without its last part it is the list that Stripe accepts
    const parts = hasStrings ? given.filter((part) => !isOtherString(part)) : given;
    const values: (string | number | boolean)[] = [];
    const others: Schema[] = [];
    for (const part of parts) {
      const literal = literalOf(part, this.checker);
      if (literal === undefined) others.push(this.write(part));
      else values.push(literal);
    }
    const isBoolean = values.includes(true) && values.includes(false);
    const literals = isBoolean ? values.filter((value) => typeof value !== "boolean") : values;
    const of: Schema[] = [];
    if (literals.length > 0) of.push({ kind: "literal", values: literals });
    if (isBoolean) of.push({ kind: "boolean" });
    of.push(...others);
    return of.length === 1 ? of[0]! : { kind: "union", of };
  }

  private writeNamed(type: ts.Type): Schema {
    const symbol = type.symbol?.name ?? "";
    if (symbol === "Decimal" || type.aliasSymbol?.name === "Decimal") return { kind: "decimal" };
    if (symbol === "Date") return { kind: "string" };
    if (opaque.has(symbol)) return { kind: "any" };
    if (symbol === "ApiList") return this.listObject(type);
    const isGeneric =
      (type.aliasTypeArguments ?? this.checker.getTypeArguments(type as ts.TypeReference) ?? []).length > 0;
    if (symbol === "" || symbol.startsWith("__") || isGeneric) return this.writeObject(type);
    const known = this.names.get(type);
    if (known) return { kind: "reference", name: known };
    let name = nameOf(type, this.checker);
    while (name in this.definitions) name += "_";
    this.names.set(type, name);
    this.definitions[name] = { kind: "any" };
    this.definitions[name] = this.writeObject(type);
    return { kind: "reference", name };
  }

  private writeObject(type: ts.Type): ObjectSchema {
    const object: ObjectSchema = { kind: "object", properties: {}, required: [] };
    for (const property of this.checker.getPropertiesOfType(type)) {
      const of = this.checker.getTypeOfSymbol(property);
      if (property.name === "lastResponse" || property.name.startsWith("__@")) continue;
      if (of.getCallSignatures().length > 0) continue;
      object.properties[property.name] = this.write(of);
      if (!(property.flags & ts.SymbolFlags.Optional)) object.required.push(property.name);
    }
    const rest = this.checker.getIndexInfoOfType(type, ts.IndexKind.String);
    if (rest) object.rest = this.write(rest.type);
    return object;
  }

  private listObject(type: ts.Type): ObjectSchema {
    return {
      kind: "object",
      properties: {
        object: { kind: "literal", values: ["list"] },
        data: { kind: "list", of: this.write(this.argumentOf(type)) },
        has_more: { kind: "boolean" },
        url: { kind: "string" },
      },
      required: ["object", "data", "has_more", "url"],
    };
  }

  private argumentOf(type: ts.Type): ts.Type {
    return this.checker.getTypeArguments(type as ts.TypeReference)[0]!;
  }
}

function isOtherString(type: ts.Type): boolean {
  if (type.aliasSymbol?.name === "OtherString") return true;
  return type.isIntersection() && type.types.some((part) => part.flags & ts.TypeFlags.String);
}

function literalOf(type: ts.Type, checker: ts.TypeChecker): string | number | boolean | undefined {
  if (type.isStringLiteral() || type.isNumberLiteral()) return type.value;
  if (type.flags & ts.TypeFlags.BooleanLiteral) return checker.typeToString(type) === "true";
  return undefined;
}

/** `Checkout.Sessions.Session`: the file below resources/, then the names within it. */
function nameOf(type: ts.Type, checker: ts.TypeChecker): string {
  const [, file = "", inner = ""] =
    /^"(.*)"\.(.*)$/.exec(checker.getFullyQualifiedName(type.aliasSymbol ?? type.symbol)) ?? [];
  const folder = file.replace(/^.*\/esm\/(resources\/)?/, "").replaceAll("/", ".");
  return `${folder}.${inner}`;
}
