import { expect, test } from "vitest";
import { fieldsOf } from "./form-fields";

test("a form's fields become the schema's input, without what React adds", () => {
  const form = new FormData();
  for (const [name, value] of [
    ["$ACTION_REF_1", ""],
    ["$ACTION_1:0", "{}"],
    ["$ACTION_KEY", "k1"],
    ["name", "rack"],
    ["key", "a"],
    ["key", "b"],
  ] as const)
    form.append(name, value);
  expect(fieldsOf(form)).toEqual({ name: "rack", key: ["a", "b"] });
});
