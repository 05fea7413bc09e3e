import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { TOP_UP_STATES, type TopUpState } from "@/lib/core/payments/top-up";
import type { TopUp } from "@/lib/payments/types";
import { TopUpNext } from "./top-up-next";

function shown(state: TopUpState, change: { hasLeft?: boolean; mayPay?: boolean; failure?: string } = {}): string {
  const { hasLeft = false, mayPay = true, failure = null } = change;
  const topUp = { state, currency: "USD", amountMicros: 25_000_000n, checkoutUrl: "http://pay.example/1", failure };
  const markup = renderToStaticMarkup(
    <TopUpNext topUp={topUp as unknown as TopUp} hasLeft={hasLeft} mayPay={mayPay} balance={null} />,
  );
  return markup;
}
const text = (markup: string) => markup.replaceAll(/<[^>]+>/g, "");

test.each(TOP_UP_STATES)("%s is called paid only where Stripe confirmed it", (state) => {
  for (const hasLeft of [false, true])
    expect(text(shown(state, { hasLeft })).includes("Paid, and on your balance")).toBe(state === "paid");
});

test("who left the payment page is led back to it, and who may not pay is not", () => {
  const left = shown("open", { hasLeft: true });
  expect(text(left)).toContain("You left the payment page");
  expect(left).toContain('href="http://pay.example/1"');
  expect(shown("open", { hasLeft: true, mayPay: false })).not.toContain("pay.example");
});

test("a payment that waits says so, with the reason of the attempt before", () => {
  expect(text(shown("open", { failure: "Your card was declined." }))).toContain(
    "Waiting for Stripe to confirm…The last attempt: Your card was declined. If you have paid",
  );
});

test("one that failed says why and leads back to billing", () => {
  const failed = shown("failed", { failure: "Your card was declined." });
  expect(text(failed)).toContain("Your card was declined. Nothing was booked to your balance.");
  expect(failed).toContain('href="/billing"');
  expect(shown("expired", { mayPay: false })).not.toContain('href="/billing"');
});
