import { expect, test } from "vitest";
import { normaliseEmail } from "./email";

test("an address is kept in one spelling", () => {
  expect(normaliseEmail("  Ada@Example.COM ")).toBe("ada@example.com");
  expect(normaliseEmail("\uff41da@example.com")).toBe("ada@example.com");
});

test.each([
  ["a full-width at sign", "ada\uff20example.com"],
  ["a small at sign beside a real one", "ada\ufe6bevil.com@example.com"],
  ["two at signs", "ada@evil.com@example.com"],
  ["a Cyrillic letter that looks Latin", "\u0430da@example.com"],
  ["a line break", "ada@example.com\nbcc:eve@example.com"],
  ["no domain", "ada@"],
  ["no dot in the domain", "ada@localhost"],
  ["255 characters", `${"a".repeat(243)}@example.com`],
  ["nothing", ""],
])("%s is refused", (_what, given) => {
  expect(normaliseEmail(given)).toBeNull();
});
