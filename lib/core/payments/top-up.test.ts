import { expect, test } from "vitest";
import { CURRENCIES, parseMoney } from "@/lib/core/money";
import { QUICK_AMOUNTS, refuseAmount } from "./top-up";

test.each(CURRENCIES)("every amount that a form offers in %s can be paid", (currency) => {
  expect(QUICK_AMOUNTS[currency]).toHaveLength(3);
  for (const amount of QUICK_AMOUNTS[currency]) expect(refuseAmount(parseMoney(amount)!, currency)).toBeNull();
});
