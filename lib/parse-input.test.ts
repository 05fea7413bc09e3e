import { expect, test } from "vitest";
import { z } from "zod";
import type { AppError } from "@/lib/errors";
import { parseInput } from "./parse-input";

const schema = z.strictObject({ name: z.string(), at: z.date().optional(), keys: z.array(z.string()).default([]) });

function fieldsOf(input: unknown) {
  try {
    parseInput(schema, input);
  } catch (error) {
    return { code: (error as AppError).code, fields: Object.keys((error as AppError).options.fields ?? {}) };
  }
  return null;
}

test.each([
  ["a NUL", { name: "a\0b" }, ["name"]],
  ["half of a surrogate pair, nested", { name: "ok", keys: ["ok", "\ud800"] }, ["keys.1"]],
  ["a wrong type", { name: 1 }, ["name"]],
])("%s is refused by its field", (_what, input, fields) => {
  expect(fieldsOf(input)).toEqual({ code: "invalid_input", fields });
});

test("every other text goes through as it is", () => {
  const input = { name: "Zürich \u{1f4a9} <b>'; DROP", at: new Date(0), keys: ["\u202e"] };
  expect(parseInput(schema, input)).toEqual(input);
});
