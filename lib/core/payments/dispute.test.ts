import { expect, test } from "vitest";
import { borneMicros, DISPUTE_STATES, isHarmless, isOver, isSettled, needsAnswer, needsPerson } from "./dispute";

test.each([
  ["nothing else of the payment went back", { refundedMicros: 0n, otherMicros: 0n, takenMicros: 30n }, 30n],
  ["a part was refunded", { refundedMicros: 20n, otherMicros: 0n, takenMicros: 30n }, 10n],
  ["all was refunded", { refundedMicros: 30n, otherMicros: 0n, takenMicros: 30n }, 0n],
  ["another dispute has taken it", { refundedMicros: 10n, otherMicros: 25n, takenMicros: 30n }, 0n],
  ["it came back", { refundedMicros: 0n, otherMicros: 0n, takenMicros: 0n }, 0n],
  ["more came back than was taken", { refundedMicros: 0n, otherMicros: 0n, takenMicros: -5n }, 0n],
])("of a payment of 30 a customer bears what is left of it where %s", (_, known, borne) => {
  expect(borneMicros({ paidMicros: 30n, ...known })).toBe(borne);
});

test("a state that is not known is neither over nor harmless, and asks for no evidence by itself", () => {
  expect([isOver, isHarmless, needsAnswer].map((is) => is("something_new"))).toEqual([false, false, false]);
});

test("appeals and what is not known ask for a person", () => {
  const asked = [...DISPUTE_STATES, "something_new"].filter(needsPerson);
  expect(asked).toEqual(["appeal_needs_response", "something_new"]);
});

test("a won dispute is settled once its money is back, a lost one once it is gone", () => {
  expect(isSettled({ state: "won", takenMicros: 30n })).toBe(false);
  expect(isSettled({ state: "won", takenMicros: 0n })).toBe(true);
  expect(isSettled({ state: "lost", takenMicros: 0n })).toBe(false);
  expect(isSettled({ state: "lost", takenMicros: 30n })).toBe(true);
  expect(isSettled({ state: "under_review", takenMicros: 30n })).toBe(false);
});
