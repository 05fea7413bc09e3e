import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { codeOf } from "@/db/testing/refusal";
import { decidePayoutAccount } from "./decide-payout-account";
import { getWireDestination } from "./queries";
import { requestPayoutAccount } from "./request-payout-account";
import { setPayoutTerms } from "./set-payout-terms";
import { Payday } from "./testing/payday";
import { beginWire, returnWire, sendWire } from "./wires";

const BANK = { beneficiary: "Hall 1 Ltd", bankName: "ICBC", bic: "ICBKCNBJ" };
let payday: Payday;

beforeAll(async () => {
  payday = await Payday.open();
  payday.setEnvironment();
  await payday.earnUntil("2026-02-09T00:20:00Z");
  await payday.account("CN");
});
beforeEach(() => payday.setEnvironment());
afterAll(() => payday.close());
afterEach(async () => {
  expect(await payday.findings()).toEqual([]);
});

const latest = async () => (await payday.payouts()).at(-1)!;

test("once a wire is begun neither another account, nor a hold, nor fewer earnings keep the desk from saying that it was ordered", async () => {
  expect(await payday.plan()).toBe(1);
  const { id: payoutId, accountId, amountMicros } = await latest();
  await beginWire(payday.desk.ctx, { payoutId });
  const payable = await payday.payable();
  // whoever did not begin it is not shown where to send it: it is ordered by one person
  await expect(codeOf(beginWire(payday.secondDesk.ctx, { payoutId }))).resolves.toBe("conflict");
  expect(await getWireDestination(payday.secondDesk.ctx, { payoutId })).toBeNull();
  const moved = { country: "CN", currency: "USD" as const, ...BANK, accountNumber: "6222021001116245710" };
  const changed = await requestPayoutAccount(payday.operator.ctx, moved);
  await decidePayoutAccount(payday.secondOwner.ctx, { accountId: changed.accountId, approve: true });
  const terms = { organizationId: payday.operator.organizationId, reservePercent: "5", reserveWeeks: 4, minimum: "25" };
  await setPayoutTerms(payday.desk.ctx, { ...terms, heldReason: "Under review" });
  expect(await payday.plan()).toBe(0);
  expect(await getWireDestination(payday.desk.ctx, { payoutId })).toMatchObject({
    accountNumber: "6222021001116245702",
  });
  await sendWire(payday.desk.ctx, { payoutId, bankReference: "COBA-119" });
  expect(await latest()).toMatchObject({ state: "sent", accountId, amountMicros });
  expect(await payday.payable()).toBe(payable);
  await setPayoutTerms(payday.desk.ctx, terms);
});

test("a wire that was begun and not ordered after all is owed as before", async () => {
  await payday.earnUntil("2026-02-16T00:20:00Z");
  expect(await payday.plan()).toBe(1);
  const { id: payoutId } = await latest();
  const payable = await payday.payable();
  await beginWire(payday.desk.ctx, { payoutId });
  await returnWire(payday.desk.ctx, { payoutId, reason: "Not ordered" });
  expect(await payday.payable()).toBe(payable);
  expect(await latest()).toMatchObject({ state: "failed" });
});
