import { afterEach, beforeEach, expect, test } from "vitest";
import { createBuyer, createMarket, type Market } from "@/db/testing/market";
import { codeOf } from "@/db/testing/refusal";
import { testSshKey } from "@/db/testing/ssh-keys";
import { addSshKey } from "@/lib/identity/add-ssh-key";
import { listOwnFreezes } from "@/lib/identity/freeze-queries";
import { liftFreeze } from "@/lib/identity/lift-freeze";
import { newId } from "@/lib/ids";
import { launchLease } from "@/lib/leases/launch-lease";
import { guardBalances } from "@/lib/metering/guard-balances";
import { deskNotices, disputeOf, freezesOf, payFor, readDispute, warningsOf } from "../testing/disputed";
import { Till } from "../testing/till";
import { decideFraudWarning } from "./decide-fraud-warning";
import { getDispute, listFraudWarnings } from "./dispute-queries";

let till: Till;
let market: Market;
let sshKeyId: string;

beforeEach(async () => {
  till = await Till.open();
  till.setEnvironment();
  await till.stripe.admin.change({ paysAtOnce: true });
  market = await createMarket(till.database.db);
  ({ sshKeyId } = await addSshKey(till.customer.ctx, { name: "laptop", publicKey: testSshKey() }));
});
afterEach(async () => {
  expect(await till.findings()).toEqual([]);
  await till.close();
});

const launch = () =>
  launchLease(till.customer.ctx, { skuId: market.sku[1], sshKeyIds: [sshKeyId], idempotencyKey: newId("req") });
const decide = (warningId: string, decision: "refunded" | "dismissed", ctx = till.desk.ctx) =>
  decideFraudWarning(ctx, { warningId, decision, reason: "A stolen card" });
const lift = (freezeId: string) => liftFreeze(till.desk.ctx, { freezeId, reason: "They called" });

test("while a dispute is open nothing new starts, what runs goes on as far as the money lasts, and the evidence names it", async () => {
  const paid = await payFor(till, "30");
  const lease = await launch();
  await market.report([{ leaseId: lease.id }]);
  const { id } = await disputeOf(till, paid);
  await till.deliver();
  expect(await till.balance("customer_prepaid")).toBe(0n);
  expect(await codeOf(launch())).toBe("precondition_failed");
  expect(await codeOf((await createBuyer(market)).launch(1))).toBe("none");
  expect(await listOwnFreezes(till.customer.ctx)).toHaveLength(1);
  const { draft } = await getDispute(till.desk.ctx, { disputeId: (await readDispute(till, id))!.id });
  expect(draft.uncategorized_text).toContain(lease.id);
  expect(draft.access_activity_log).toContain(lease.name);
  await guardBalances(till.worker());
  const { rows } = await till.database.pool.query("SELECT state, end_reason FROM leases WHERE organization_id = $1", [
    till.customer.organizationId,
  ]);
  expect(rows).toMatchObject([{ state: "stopping" }]);
  await till.stripe.admin.closeDispute(id, "won");
  await till.deliver();
  await launch();
});

test("the desk can lift an open dispute's freeze, which stays lifted until the dispute is lost", async () => {
  const paid = await payFor(till, "30");
  await payFor(till, "20");
  const { id } = await disputeOf(till, paid);
  await till.deliver();
  const [freeze] = await listOwnFreezes(till.customer.ctx);
  await lift(freeze!.id);
  await till.deliver();
  await launch();
  await till.stripe.admin.closeDispute(id, "lost");
  await till.deliver();
  expect(await codeOf(launch())).toBe("precondition_failed");
  const { id: disputeId } = (await readDispute(till, id))!;
  expect(await freezesOf(till)).toEqual([`${disputeId} lifted`, `${disputeId}:lost`]);
  await lift((await listOwnFreezes(till.customer.ctx))[0]!.id);
  await launch();
});

test("an early fraud warning freezes until the desk dismisses it, and is told once", async () => {
  const paid = await payFor(till, "30");
  await till.stripe.admin.raiseEarlyFraudWarning({ charge: paid.chargeId!, fraudType: "made_with_stolen_card" });
  await till.deliver();
  await till.deliver();
  const [warning] = await warningsOf(till);
  expect(warning).toMatchObject({ fraudType: "made_with_stolen_card", actionable: true, topUpId: paid.id });
  expect(await deskNotices(till)).toEqual(["fraud_warning"]);
  expect(await codeOf(launch())).toBe("precondition_failed");
  expect(await codeOf(decide(warning!.id, "dismissed", till.customer.ctx))).toBe("forbidden");
  expect(await codeOf(decide("efw_nothing", "dismissed"))).toBe("not_found");
  await decide(warning!.id, "dismissed");
  await decide(warning!.id, "dismissed");
  expect(await codeOf(decide(warning!.id, "refunded"))).toBe("conflict");
  await till.deliver();
  expect(await deskNotices(till)).toEqual([]);
  await launch();
  const [listed] = await listFraudWarnings(till.desk.ctx, { topUpId: paid.id, limit: 10 });
  expect(listed!.warning).toMatchObject({ decision: "dismissed", decisionReason: "A stolen card" });
});

test("a warned payment's unused part goes back to its own card, and to no other", async () => {
  const paid = await payFor(till, "30");
  await payFor(till, "20");
  await till.stripe.admin.raiseEarlyFraudWarning({ charge: paid.chargeId! });
  await till.deliver();
  const [warning] = await warningsOf(till);
  await Promise.all([decide(warning!.id, "refunded"), decide(warning!.id, "refunded")]);
  expect(await till.balance("customer_prepaid")).toBe(20_000_000n);
  await launch();
  expect(await freezesOf(till)).toEqual([`${warning!.id} lifted`]);
});

test("a warning whose payment is disputed after all gives way to the dispute's freeze", async () => {
  const paid = await payFor(till, "30");
  await till.stripe.admin.raiseEarlyFraudWarning({ charge: paid.chargeId! });
  await disputeOf(till, paid);
  await till.deliver();
  const [warning] = await warningsOf(till);
  expect(await codeOf(decide(warning!.id, "refunded"))).toBe("precondition_failed");
  await decide(warning!.id, "dismissed");
  expect(await codeOf(launch())).toBe("precondition_failed");
});
