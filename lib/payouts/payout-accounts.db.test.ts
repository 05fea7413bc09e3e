import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { mails, notices } from "@/db/schema";
import { createMember, createOperator } from "@/db/testing/context";
import { codeOf } from "@/db/testing/refusal";
import { receiveThinEvent } from "@/lib/payments/receive-stripe-event";
import { stripeClient } from "@/lib/stripe/client";
import { accountCall } from "./calls/account-call";
import { convergePayoutAccount } from "./converge-payout-account";
import { decidePayoutAccount } from "./decide-payout-account";
import { openOnboarding } from "./open-onboarding";
import { getWireDestination, listPayoutAccounts, listWaitingAccounts } from "./queries";
import { requestPayoutAccount } from "./request-payout-account";
import { sendPayouts } from "./send-payouts";
import { Payday } from "./testing/payday";
import { beginWire, confirmWire, returnWire, sendWire } from "./wires";

const BANK = { beneficiary: "Hall 1 Ltd", bankName: "ICBC", accountNumber: "6222 0210 0111 6245 702", bic: "ICBKCNBJ" };
let payday: Payday;

beforeAll(async () => {
  payday = await Payday.open();
  payday.setEnvironment();
  await payday.earnUntil("2026-02-09T00:20:00Z");
});
beforeEach(() => payday.setEnvironment());
afterAll(() => payday.close());
afterEach(async () => {
  await payday.stripe.admin.clearFaults();
  expect(await payday.findings()).toEqual([]);
});

const openNotices = () =>
  payday.scene.database.db
    .select()
    .from(notices)
    .where(sql`resolved_at IS NULL AND starts_with(key, 'payout_account')`);
const latest = async () => (await payday.payouts()).at(-1)!;
const lookNow = () =>
  payday.scene.database.db.execute(sql`UPDATE payouts SET look_again_at = platform_now() - interval '1 s'`);

test("a bank account that cannot be one is refused beside its fields", async () => {
  const input = { country: "CN", currency: "USD" as const, ...BANK, bic: "X", accountNumber: "" };
  await expect(requestPayoutAccount(payday.operator.ctx, input)).rejects.toMatchObject({
    code: "invalid_input",
    options: { fields: { bic: [expect.any(String)], accountNumber: [expect.any(String)] } },
  });
  await expect(codeOf(requestPayoutAccount(payday.operator.ctx, { ...input, country: "XX" }))).resolves.toBe(
    "invalid_input",
  );
});

test("whoever asked for an account cannot approve it; another owner can, and both sides were told", async () => {
  const { accountId } = await requestPayoutAccount(payday.operator.ctx, { country: "CN", currency: "USD", ...BANK });
  expect(await openNotices()).toHaveLength(2);
  const approve = { accountId, approve: true };
  await expect(codeOf(decidePayoutAccount(payday.operator.ctx, approve))).resolves.toBe("forbidden");
  const member = await createMember(payday.scene.database.db, payday.operator, "technician");
  await expect(codeOf(decidePayoutAccount(member.ctx, approve))).resolves.toBe("forbidden");
  const other = await createOperator(payday.scene.database.db);
  await expect(codeOf(decidePayoutAccount(other.ctx, approve))).resolves.toBe("not_found");
  await expect(codeOf(requestPayoutAccount(payday.secondOwner.ctx, { country: "DE", currency: "USD" }))).resolves.toBe(
    "conflict",
  );
  await decidePayoutAccount(payday.secondOwner.ctx, approve);
  await expect(codeOf(decidePayoutAccount(payday.desk.ctx, approve))).resolves.toBe("conflict");
  expect(await openNotices()).toEqual([]);
  expect(await payday.readAccount(accountId)).toMatchObject({ state: "active", route: "wire" });
});

test("a wire is sent by one person of the desk and found on the bank's statement by another", async () => {
  expect(await payday.plan()).toBe(1);
  const before = await payday.payable();
  const { id: payoutId, amountMicros } = await latest();
  expect(await sendPayouts(payday.worker())).toBe(0);
  const input = { payoutId, bankReference: "COBA-118" };
  await expect(codeOf(confirmWire(payday.desk.ctx, { payoutId }))).resolves.toBe("conflict");
  await expect(codeOf(sendWire(payday.desk.ctx, input))).resolves.toBe("conflict");
  expect(await getWireDestination(payday.desk.ctx, { payoutId })).toBeNull();
  await beginWire(payday.desk.ctx, { payoutId });
  await beginWire(payday.desk.ctx, { payoutId });
  expect(await latest()).toMatchObject({ state: "sending", number: "REM-2026-000001" });
  expect(await payday.payable()).toBe(before - amountMicros);
  expect(await getWireDestination(payday.desk.ctx, { payoutId })).toMatchObject({ bic: "ICBKCNBJ" });
  await sendWire(payday.desk.ctx, input);
  await sendWire(payday.desk.ctx, input);
  await expect(codeOf(sendWire(payday.desk.ctx, { ...input, bankReference: "other" }))).resolves.toBe("conflict");
  expect(await payday.payable()).toBe(before - amountMicros);
  await expect(codeOf(confirmWire(payday.desk.ctx, { payoutId }))).resolves.toBe("forbidden");
  await confirmWire(payday.secondDesk.ctx, { payoutId });
  expect(await latest()).toMatchObject({ state: "reconciled", number: "REM-2026-000001", bankReference: "COBA-118" });
  // to each of the two owners, once
  const mailed = await payday.scene.database.db.select().from(mails).where(eq(mails.template, "payout-sent"));
  expect(mailed.map(({ toAddress }) => toAddress).sort()).toEqual(
    [payday.operator.email, payday.secondOwner.email].sort(),
  );
});

test("a wire that came back is owed as before, and the same week is planned anew", async () => {
  const before = await payday.payable();
  const { id: payoutId, amountMicros } = await latest();
  await returnWire(payday.desk.ctx, { payoutId, reason: "Account closed" });
  await expect(codeOf(returnWire(payday.desk.ctx, { payoutId, reason: "Account closed" }))).resolves.toBe("conflict");
  expect(await payday.payable()).toBe(before + amountMicros);
  expect(await payday.plan()).toBe(1);
  expect(await latest()).toMatchObject({ state: "planned", week: "2026-02-02", amountMicros });
});

test("a recipient of Stripe's is opened once, also where the answer was lost, and onboards on Stripe's page", async () => {
  await payday.stripe.admin.addFaults({ requests: [{ kind: "drop-after", path: "/v2/core/accounts", count: 2 }] });
  const { accountId } = await requestPayoutAccount(payday.operator.ctx, { country: "DE", currency: "USD" });
  await expect(codeOf(openOnboarding(payday.operator.ctx, { accountId }))).resolves.toBe("unavailable");
  await payday.stripe.admin.clearFaults();
  await payday.sendAll();
  const { data } = await stripeClient().v2.core.accounts.list({ limit: 100 });
  expect(data.filter(({ metadata }) => metadata?.payout_account_id === accountId)).toHaveLength(1);
  expect(await payday.readAccount(accountId)).toMatchObject({ route: "stripe", transfersStatus: "restricted" });
  const { url } = await openOnboarding(payday.operator.ctx, { accountId });
  expect((await fetch(url)).status).toBe(200);
  const other = await createOperator(payday.scene.database.db);
  await expect(codeOf(openOnboarding(other.ctx, { accountId }))).resolves.toBe("not_found");
  await expect(codeOf(openOnboarding(payday.desk.ctx, { accountId }))).resolves.toBe("forbidden");
});

test("put in force by the desk it replaces the account before, and a plan to that one is planned anew", async () => {
  const [waiting] = await listWaitingAccounts(payday.desk.ctx);
  const accountId = waiting!.id;
  const wire = await latest();
  await decidePayoutAccount(payday.desk.ctx, { accountId, approve: true });
  const rows = await listPayoutAccounts(payday.operator.ctx);
  expect(rows.map(({ state }) => state).sort()).toEqual(["active", "replaced"]);
  await expect(codeOf(beginWire(payday.desk.ctx, { payoutId: wire.id }))).resolves.toBe("precondition_failed");
  expect((await payday.payouts()).find(({ id }) => id === wire.id)).toMatchObject({ state: "cancelled" });
  expect(await payday.plan()).toBe(1);
  expect(await latest()).toMatchObject({ state: "planned", route: "stripe" });
});

test("while Stripe wants to know more nothing is sent; a signed thin event lets it go", async () => {
  await payday.fund(1_000_000);
  expect(await sendPayouts(payday.worker())).toBe(0);
  const payout = await latest();
  expect(payout).toMatchObject({ state: "planned", failure: "Stripe needs to know more of the operator." });
  const { stripeAccountId } = await payday.readAccount(payout.accountId);
  await payday.stripe.admin.activateAccount(stripeAccountId!);
  const type = "v2.core.account[configuration.recipient].capability_status_updated";
  expect(await payday.notify(type, stripeAccountId!, "evt_thin_1")).toBe(true);
  expect(await payday.notify(type, stripeAccountId!, "evt_thin_1")).toBe(false);
  await payday.handleAll();
  expect(await payday.readAccount(payout.accountId)).toMatchObject({ transfersStatus: "active", requirements: [] });
  await lookNow();
  expect(await sendPayouts(payday.worker())).toBe(1);
  expect(await latest()).toMatchObject({ state: "sent" });
});

test("a forged or stale thin event is refused", async () => {
  const body = JSON.stringify({ id: "evt_forged", object: "v2.core.event", type: "v2.core.account.closed" });
  const forged = payday.sign(body, "whsec_other");
  await expect(codeOf(receiveThinEvent(payday.worker(), body, forged))).resolves.toBe("invalid_input");
  await expect(codeOf(receiveThinEvent(payday.worker(), body, null))).resolves.toBe("invalid_input");
  await expect(codeOf(receiveThinEvent(payday.worker(), `${body} `, payday.sign(body)))).resolves.toBe("invalid_input");
});

test("an account that Stripe restricts later is told of, and a transfer that it refuses is owed as before", async () => {
  const { accountId } = await latest();
  const { stripeAccountId } = await payday.readAccount(accountId);
  await payday.earnUntil("2026-02-16T00:20:00Z");
  await payday.plan();
  const before = await payday.payable();
  await payday.stripe.admin.restrictAccount(stripeAccountId!);
  // we have not heard of it yet: Stripe is the one to refuse
  expect(await sendPayouts(payday.worker())).toBe(1);
  expect(await latest()).toMatchObject({ state: "failed", failure: expect.stringContaining("capabilities") });
  expect(await payday.payable()).toBe(before);
  await payday.notify("v2.core.account[requirements].updated", stripeAccountId!);
  await payday.handleAll();
  expect(await openNotices()).toMatchObject([{ title: "Stripe has paused payouts to your account" }]);
  await payday.stripe.admin.activateAccount(stripeAccountId!);
  await payday.notify("v2.core.account[requirements].updated", stripeAccountId!);
  await payday.handleAll();
  expect(await openNotices()).toEqual([]);
});

test("what Stripe said before is not kept over what it said after", async () => {
  const stripeAccountId = (await payday.readAccount((await latest()).accountId)).stripeAccountId!;
  const { accounts } = stripeClient().v2.core;
  const retrieve = accounts.retrieve.bind(accounts);
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  let isAsked: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve;
  });
  vi.spyOn(accounts, "retrieve").mockImplementationOnce((async (id: string, params: never) => {
    const answer = await retrieve(id, params);
    isAsked();
    await held;
    return answer;
  }) as never);
  const slow = convergePayoutAccount(payday.worker(), stripeAccountId);
  await asked;
  await payday.scene.pass(1);
  await payday.stripe.admin.restrictAccount(stripeAccountId);
  await convergePayoutAccount(payday.worker(), stripeAccountId);
  go();
  await slow;
  expect((await payday.readAccount((await latest()).accountId)).transfersStatus).toBe("restricted");
  await payday.stripe.admin.activateAccount(stripeAccountId);
  await payday.scene.pass(1);
  await convergePayoutAccount(payday.worker(), stripeAccountId);
  expect(await openNotices()).toEqual([]);
});

test("whoever asked for a change can withdraw it", async () => {
  const { accountId } = await requestPayoutAccount(payday.operator.ctx, { country: "CN", currency: "CNY", ...BANK });
  await decidePayoutAccount(payday.operator.ctx, { accountId, approve: false, note: "Typo" });
  expect(await payday.readAccount(accountId)).toMatchObject({ state: "rejected", decisionNote: "Typo" });
});

test("an account that Stripe refuses to open is no longer waited for, and the operator hears why", async () => {
  await payday.stripe.admin.addFaults({ requests: [{ kind: "drop-before", path: "/v2/core/accounts", count: 2 }] });
  const { accountId } = await requestPayoutAccount(payday.operator.ctx, { country: "FR", currency: "USD" });
  const call = { subjectId: accountId } as never;
  await payday.scene.database.db.transaction((tx) => accountCall.refused(tx, call, "Not in this country.", new Date()));
  expect(await payday.readAccount(accountId)).toMatchObject({ state: "rejected" });
  expect(await openNotices()).toMatchObject([
    { organizationId: payday.operator.organizationId, body: expect.stringContaining("Not in this country.") },
  ]);
});
