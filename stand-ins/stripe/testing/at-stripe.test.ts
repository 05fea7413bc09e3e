import { expect, test } from "vitest";
import { clientAtStripe, testKeyOf } from "./at-stripe";

test("without a key tests stay with the stand-in", () => {
  expect(testKeyOf({})).toBeNull();
  expect(testKeyOf({ STRIPE_TEST_KEY: "" })).toBeNull();
});

test("a test key is taken, and its client asks Stripe itself by TLS", () => {
  const key = testKeyOf({ STRIPE_TEST_KEY: "sk_test_51abc" });
  expect(key).toBe("sk_test_51abc");
  const stripe = clientAtStripe(key!);
  expect([stripe.getApiField("protocol"), stripe.getApiField("host")]).toEqual(["https", "api.stripe.com"]);
});

test.each(["sk_live_51abc", "rk_live_51abc", "pk_test_51abc", "sk_test_", " sk_test_1"])("%s is refused", (key) => {
  expect(() => testKeyOf({ STRIPE_TEST_KEY: key })).toThrow("sk_test_");
});
