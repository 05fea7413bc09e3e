import { invalid, type Refusal } from "../refusal";
import type { Contract } from "./contract";
import type { ObjectSchema, Schema } from "./schema";

type Wire = "form" | "json";
type Plain = Exclude<Schema, { kind: "reference" }>;
type Reading = { value: unknown } | { refusal: Refusal; depth: number };

const noParams: ObjectSchema = { kind: "object", properties: {}, required: [] };
const expandSchema: Schema = { kind: "list", of: { kind: "string" } };

/** Parameters as their types want them, or Stripe's refusal. A form has only strings, so numbers and booleans are read from those. */
export function readParameters(
  contract: Contract,
  schema: Schema | null,
  given: unknown,
  wire: Wire,
): Record<string, unknown> {
  const declared = schema ? contract.resolve(schema) : noParams;
  const object = declared.kind === "object" ? declared : noParams;
  const withExpand =
    wire === "form" ? { ...object, properties: { ...object.properties, expand: expandSchema } } : object;
  const reading = new Reader(contract, wire).read(given, withExpand, "");
  if ("refusal" in reading) throw reading.refusal;
  return reading.value as Record<string, unknown>;
}

class Reader {
  constructor(
    private readonly contract: Contract,
    private readonly wire: Wire,
  ) {}

  read(value: unknown, schema: Schema, param: string): Reading {
    const plain = this.contract.resolve(schema);
    if (plain.kind === "any") return { value };
    if (plain.kind === "union") return this.readUnion(value, plain.of, param);
    if (plain.kind === "list") return this.readList(value, plain.of, param);
    if (plain.kind === "object") return this.readObject(value, plain, param);
    return this.readScalar(value, plain, param);
  }

  private readUnion(value: unknown, parts: Schema[], param: string): Reading {
    const shape = shapeOf(value);
    const resolved = parts.map((part) => this.contract.resolve(part));
    const fitting = resolved.filter(
      (part) => shapeOfSchema(part) === shape || part.kind === "any" || part.kind === "union",
    );
    // a form cannot say "the number 12" where a string will do as well
    const ordered = fitting.sort((a, b) => rankOf(a) - rankOf(b));
    let closest: Extract<Reading, { refusal: Refusal }> | null = null;
    for (const part of ordered) {
      const reading = this.read(value, part, param);
      if ("value" in reading) return reading;
      if (!closest || reading.depth > closest.depth) closest = reading;
    }
    return closest ?? refuse(`Invalid ${shape}`, param);
  }

  private readList(value: unknown, of: Schema, param: string): Reading {
    if (value === "" && this.wire === "form") return { value: [] };
    if (!Array.isArray(value)) return refuse("Invalid array", param);
    const values: unknown[] = [];
    for (const [position, item] of value.entries()) {
      const reading = this.read(item, of, `${param}[${position}]`);
      if ("refusal" in reading) return reading;
      values.push(reading.value);
    }
    return { value: values };
  }

  private readObject(value: unknown, schema: ObjectSchema, param: string): Reading {
    if (shapeOf(value) !== "object") return refuse("Invalid object", param);
    const values: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(value as object)) {
      const inner = param ? `${param}[${key}]` : key;
      const of = schema.properties[key] ?? schema.rest;
      if (!of) return refuse(`Received unknown parameter: ${inner}`, inner, "parameter_unknown");
      const reading = this.read(item, of, inner);
      if ("refusal" in reading) return reading;
      values[key] = reading.value;
    }
    const missing = schema.required.find((name) => !(name in values));
    if (missing === undefined) return { value: values };
    const inner = param ? `${param}[${missing}]` : missing;
    return refuse(`Missing required param: ${inner}.`, inner, "parameter_missing");
  }

  private readScalar(value: unknown, schema: Plain, param: string): Reading {
    const isForm = this.wire === "form";
    const shown = typeof value === "string" ? value : JSON.stringify(value);
    switch (schema.kind) {
      case "literal": {
        const match = schema.values.find((known) => known === value || (isForm && String(known) === value));
        if (match !== undefined) return { value: match };
        return refuse(`Invalid ${param}: must be one of ${schema.values.join(", ")}`, param);
      }
      case "string":
        if (typeof value === "string") return { value };
        return refuse(`Invalid string: ${shown}`, param);
      case "integer":
      case "number":
      case "decimal":
        return readNumber(value, schema.kind, param, isForm);
      case "boolean":
        if (typeof value === "boolean") return { value };
        if (isForm && (value === "true" || value === "false")) return { value: value === "true" };
        return refuse(`Invalid boolean: ${shown}`, param);
      case "null":
        return value === null || (isForm && value === "") ? { value: null } : refuse(`Invalid null: ${shown}`, param);
      default:
        return refuse(`Received unknown parameter: ${param}`, param, "parameter_unknown");
    }
  }
}

/** The types say `number` of shares too; everything else that Stripe counts, it counts in whole units. */
const mayHaveFraction = /percent|latitude|longitude/;

function readNumber(value: unknown, kind: "integer" | "number" | "decimal", param: string, isForm: boolean): Reading {
  const text = String(value);
  const isNumber = typeof value === "number" || ((isForm || kind !== "number") && typeof value === "string");
  const wholeOnly = kind !== "decimal" && !mayHaveFraction.test(param);
  const isRight = isNumber && (wholeOnly ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/).test(text);
  if (!isRight) return refuse(`Invalid integer: ${text}`, param, "parameter_invalid_integer");
  return { value: kind === "number" ? Number(text) : text };
}

function refuse(message: string, param: string, code?: string): Reading {
  return { refusal: invalid(message, param || undefined, code), depth: param.split("[").length };
}

function shapeOf(value: unknown): "object" | "array" | "scalar" {
  if (Array.isArray(value)) return "array";
  return typeof value === "object" && value !== null ? "object" : "scalar";
}

function shapeOfSchema(schema: Plain): "object" | "array" | "scalar" {
  if (schema.kind === "list") return "array";
  return schema.kind === "object" ? "object" : "scalar";
}

const ranks = ["literal", "null", "boolean", "string", "decimal", "integer", "number"];
const rankOf = (schema: Plain): number => ranks.indexOf(schema.kind);
