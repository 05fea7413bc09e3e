import { expect, test } from "vitest";
import { backoffMs } from "./backoff";

test("waits grow from a quarter of a second to 15 s and are spread over their upper half", () => {
  expect(backoffMs(1, () => 0)).toBe(125);
  expect(backoffMs(1, () => 1)).toBe(250);
  expect(backoffMs(3, () => 1)).toBe(1_000);
  expect(backoffMs(50, () => 0)).toBe(7_500);
  expect(backoffMs(50, () => 1)).toBe(15_000);
});
