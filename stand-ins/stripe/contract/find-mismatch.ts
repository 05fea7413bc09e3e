import type { Contract } from "./contract";
import type { ObjectSchema, Schema } from "./schema";

/** Where a value differs from its type, in words; null where it does not. */
export function findMismatch(contract: Contract, schema: Schema, value: unknown, at = "answer"): string | null {
  const plain = contract.resolve(schema);
  switch (plain.kind) {
    case "any":
      return null;
    case "never":
      return value === undefined ? null : `${at} must be absent`;
    case "null":
      return value === null ? null : `${at} must be null, is ${show(value)}`;
    case "literal":
      return plain.values.includes(value as string)
        ? null
        : `${at} is ${show(value)}, not one of ${plain.values.join(", ")}`;
    case "decimal":
    case "integer":
      return typeof value === "string" || typeof value === "number"
        ? null
        : `${at} must be a number, is ${show(value)}`;
    case "string":
    case "number":
    case "boolean":
      return typeof value === plain.kind ? null : `${at} must be a ${plain.kind}, is ${show(value)}`;
    case "list":
      return findInList(contract, plain.of, value, at);
    case "object":
      return findInObject(contract, plain, value, at);
    case "union":
      return findInUnion(contract, plain.of, value, at);
  }
}

function findInList(contract: Contract, of: Schema, value: unknown, at: string): string | null {
  if (!Array.isArray(value)) return `${at} must be a list, is ${show(value)}`;
  for (const [position, item] of value.entries()) {
    const mismatch = findMismatch(contract, of, item, `${at}[${position}]`);
    if (mismatch) return mismatch;
  }
  return null;
}

function findInObject(contract: Contract, schema: ObjectSchema, value: unknown, at: string): string | null {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return `${at} must be an object, is ${show(value)}`;
  const given = value as Record<string, unknown>;
  const missing = schema.required.find((name) => given[name] === undefined);
  if (missing) return `${at}.${missing} is missing`;
  for (const [name, item] of Object.entries(given)) {
    if (item === undefined) continue;
    const of = schema.properties[name] ?? schema.rest;
    if (!of) return `${at}.${name} is no field of it`;
    const mismatch = findMismatch(contract, of, item, `${at}.${name}`);
    if (mismatch) return mismatch;
  }
  return null;
}

function findInUnion(contract: Contract, parts: Schema[], value: unknown, at: string): string | null {
  let nearest: string | null = null;
  for (const part of parts) {
    const mismatch = findMismatch(contract, part, value, at);
    if (mismatch === null) return null;
    // the part that agrees furthest down is the one that was meant
    if (nearest === null || mismatch.split(/[.[]/).length > nearest.split(/[.[]/).length) nearest = mismatch;
  }
  return nearest;
}

const show = (value: unknown): string => (JSON.stringify(value) ?? "absent").slice(0, 80);
