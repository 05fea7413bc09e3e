import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { DisputeStateBadge, OwnDisputeBadge } from "@/components/billing/dispute-state";
import { FreezeBanner } from "@/components/leases/freeze-banner";
import { LaunchLimitsStats } from "@/components/leases/launch-limits-stats";
import { tierOf } from "@/lib/core/leases/launch-tiers";
import { DISPUTE_STATES } from "@/lib/core/payments/dispute";
import type { LaunchLimitsView } from "@/lib/leases/limit-queries";
import type { Dispute, TopUp } from "@/lib/payments/types";
import { DisputeEvents } from "./dispute-events";
import { DisputeFacts } from "./dispute-facts";
import { DisputeMovements } from "./dispute-movements";

const at = (hour: string) => new Date(`2026-11-20T${hour}:00:00Z`);
const text = (element: React.ReactElement) => renderToStaticMarkup(element).replaceAll(/<[^>]+>/g, "|");

const topUp = { id: "top_1", amountMicros: 30_000_000n, currency: "USD", paidWith: "visa 4242", paidAt: at("08") };
const dispute = {
  id: "dsp_1",
  stripeDisputeId: "du_1",
  chargeId: "ch_1",
  currency: "USD",
  amountMicros: 30_000_000n,
  withdrawnMicros: 30_000_000n,
  reinstatedMicros: 0n,
  feeMicros: 15_000_000n,
  state: "needs_response",
  reason: "product_not_received",
  networkReasonCode: "13.1",
  evidenceDueAt: at("23"),
  evidenceSubmittedAt: null,
  openedAt: at("10"),
  closedAt: null,
};
const movements = [
  {
    ref: "txn_1",
    kind: "dispute_withdrawn",
    takenMicros: 30_000_000n,
    feeMicros: 15_000_000n,
    customerMicros: -10_000_000n,
    bookedAt: at("11"),
    transactionId: "ltx_7",
  },
];

test.each(DISPUTE_STATES)("%s has a word for the desk and one for the customer whose payment it is", (state) => {
  expect(text(<DisputeStateBadge state={state} />)).not.toContain("needs a person");
  expect(text(<OwnDisputeBadge state={state} />)).toMatch(/disputed|questioned|taken back/);
});

test("a state that is not known is said as Stripe says it", () => {
  expect(text(<DisputeStateBadge state="arbitration" />)).toContain("arbitration: needs a person");
});

test("facts say the reason, the deadline to the second on hover, and what the bank has taken", () => {
  const markup = renderToStaticMarkup(
    <DisputeFacts dispute={dispute as unknown as Dispute} topUp={topUp as unknown as TopUp} />,
  );
  for (const said of ["product not received", "13.1", "2026-11-20T23:00:00.000Z", "$30.00", "visa 4242"])
    expect(markup).toContain(said);
});

test("each movement links to its transaction, and says who bears what of it", () => {
  const markup = renderToStaticMarkup(<DisputeMovements movements={movements} currency="USD" />);
  expect(markup).toContain("/desk/ledger/transactions/ltx_7");
  expect(markup).toContain("-$10.00");
  expect(markup).toContain("-$35.00");
  expect(text(<DisputeMovements movements={[]} currency="USD" />)).toContain("Nothing has moved yet");
});

test("the timeline tells in order what happened, and nothing that has not", () => {
  const shown = { dispute, topUp, movements, evidence: [], organizationName: "Acme" };
  const told = text(<DisputeEvents {...(shown as unknown as Parameters<typeof DisputeEvents>[0])} />);
  const order = ["Paid $30.00", "Disputed: product not received", "Booked as taken"].map((one) => told.indexOf(one));
  expect(order.every((place) => place >= 0)).toBe(true);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(told).not.toContain("Closed");
});

test("a frozen customer is told why and what goes on, another nothing", () => {
  expect(text(<FreezeBanner freezes={[]} />)).toBe("");
  const freeze = { id: "frz_1", sourceKey: "dsp_1", reason: "Your bank disputes it.", placedAt: at("10") };
  const told = text(<FreezeBanner freezes={[freeze]} />);
  expect(text(<FreezeBanner freezes={[{ ...freeze, sourceKey: "sus_1" }]} />)).toBe("");
  expect(told).toContain("Your bank disputes it.");
  expect(told).toContain("What runs goes on");
});

test("limits are shown with what is in use; on credit there are none", () => {
  const paid = { 0: 0n, 7: 0n, 30: 0n };
  const tier = tierOf(paid, "USD");
  const inUse = { accelerators: 3, burnMicrosPerHour: 7_680_000n };
  const view: LaunchLimitsView = {
    currency: "USD",
    paid,
    tier,
    limits: tier.limits,
    override: null,
    inUse,
    isUnlimited: false,
    growth: "It grows.",
  };
  const told = text(<LaunchLimitsStats view={view} />);
  for (const said of ["16", "$7.68", "$250", "$2,500"]) expect(told).toContain(said);
  expect(text(<LaunchLimitsStats view={{ ...view, isUnlimited: true }} />)).toContain("on credit: no limit");
});
