import { and, asc, eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import {
  acceleratorModels,
  accelerators as acceleratorRows,
  ledgerAccounts,
  ledgerTransactions,
  notices,
  payouts,
  priceBooks,
  skus,
  statementLines,
  statements,
} from "@/db/schema";
import { type TestParty, testContext } from "@/db/testing/context";
import { testSshKey } from "@/db/testing/ssh-keys";
import { createContract } from "@/lib/catalog/create-contract";
import { setTaxProfile } from "@/lib/catalog/set-tax-profile";
import type { Context } from "@/lib/context";
import type { InstanceReport } from "@/lib/core/contracts/agent";
import { createSite } from "@/lib/fleet/create-site";
import { enrolHost } from "@/lib/fleet/enrol-host";
import { mintEnrolmentToken } from "@/lib/fleet/mint-enrolment-token";
import { planMaintenance } from "@/lib/fleet/plan-maintenance";
import { publishOffer } from "@/lib/fleet/publish-offer";
import { agentReport, h100s, hostFacts, TestAgent } from "@/lib/fleet/testing/agent";
import { addSshKey } from "@/lib/identity/add-ssh-key";
import { raiseNotice } from "@/lib/identity/notices";
import { newId } from "@/lib/ids";
import { applyReport } from "@/lib/leases/apply-report";
import { closeLease } from "@/lib/leases/close-lease";
import { launchLease } from "@/lib/leases/launch-lease";
import { creditCustomer } from "@/lib/ledger/credit-customer";
import { billDueLeases } from "@/lib/metering/bill-due-leases";
import { createBudget } from "@/lib/metering/create-budget";
import { startTopUp } from "@/lib/payments/start-top-up";
import { decidePayoutAccount } from "@/lib/payouts/decide-payout-account";
import { requestPayoutAccount } from "@/lib/payouts/request-payout-account";
import { beginWire, sendWire } from "@/lib/payouts/wires";
import { addPerson, type Marker } from "./parties";
import type { WorldClock } from "./world-clock";

/** A tenant's pair: an operator with one host and a customer who rents on it. */
export interface Pair {
  marker: Marker;
  customer: TestParty;
  operator: TestParty;
  host: Context;
  /** Signs as the pair's host does. */
  agent: TestAgent;
  /** By the name of the field that asks for it. */
  ids: Record<string, string>;
}

const ACCELERATORS = 8;

async function findSku(db: Database): Promise<string> {
  const [row] = await db
    .select({ id: skus.id })
    .from(skus)
    .innerJoin(acceleratorModels, eq(acceleratorModels.id, skus.modelId))
    .where(and(eq(acceleratorModels.code, "h100-sxm-80"), eq(skus.acceleratorCount, 2)));
  return row!.id;
}

/** Site, host, offer and where it is paid, all named with the marker. */
export async function openHall(db: Database, operator: TestParty, marker: Marker, ids: Record<string, string>) {
  const place = { city: "Reykjavik", country: "IS", latitude: 64.15, longitude: -21.94 };
  const { siteId } = await createSite(operator.ctx, { name: `${marker} site`, ...place });
  const hostName = `${marker.toLowerCase()}-gpu`;
  const { token, tokenId: enrolmentId } = await mintEnrolmentToken(operator.ctx, { siteId, hostName });
  const accelerators = h100s(ACCELERATORS, marker);
  const agent = new TestAgent();
  const nobody = testContext(db, { type: "anonymous" }, operator.ctx.now);
  const { hostId } = await enrolHost(nobody, agent.enrolRequest(token, { accelerators }));
  const skuId = await findSku(db);
  const windowIds = await planFarAhead(operator, hostId, marker);
  const price = { wholesalePerHour: "1.85", currency: "USD" as const, from: null, to: null };
  const { offerIds } = await publishOffer(operator.ctx, { siteId, skuIds: [skuId], ...price });
  const bank = {
    beneficiary: `${marker} Ltd`,
    bankName: "ICBC",
    accountNumber: "6222021001116245702",
    bic: "ICBKCNBJ",
  };
  const { accountId } = await requestPayoutAccount(operator.ctx, { country: "CN", currency: "USD", ...bank });
  const second = await addPerson(db, operator, "owner", `${marker} second owner`);
  await decidePayoutAccount(second.ctx, { accountId, approve: true });
  const [offerId = ""] = offerIds;
  const [accelerator] = await db.select().from(acceleratorRows).where(eq(acceleratorRows.hostId, hostId)).limit(1);
  Object.assign(ids, {
    operatorId: operator.organizationId,
    siteId,
    hostId,
    acceleratorId: accelerator!.id,
    hostIds: hostId,
    windowId: windowIds[0] ?? "",
    enrolmentId,
    offerId,
    accountId,
    skuId,
    skuIds: skuId,
  });
  return { host: testContext(db, { type: "host", hostId, organizationId: operator.organizationId }), agent };
}

/** After all that the world's hosts are used for. */
async function planFarAhead({ ctx }: TestParty, hostId: string, marker: Marker): Promise<string[]> {
  const at = (hours: number) => new Date(ctx.now.getTime() + (150 * 24 + hours) * 3_600_000).toISOString();
  const reason = `${marker} power supplies`;
  const window = { hostIds: [hostId], from: at(0), to: at(1), reason, isEmergency: false };
  return (await planMaintenance(ctx, window)).windowIds;
}

/** Key, balance, budget and billing details, all named with the marker. */
export async function outfit(desk: Context, customer: TestParty, marker: Marker, ids: Record<string, string>) {
  const { ctx, organizationId } = customer;
  const { sshKeyId } = await addSshKey(ctx, { name: `${marker} laptop`, publicKey: testSshKey() });
  const { sshKeyId: secondSshKeyId } = await addSshKey(ctx, { name: `${marker} desktop`, publicKey: testSshKey() });
  const transfer = { amountMicros: 5_000_000_000n, currency: "USD" as const, reference: `${marker} transfer` };
  await creditCustomer(desk, { organizationId, ...transfer, idempotencyKey: newId("req") });
  const { id } = await createBudget(ctx, { name: `${marker} budget`, monthly: "1000", alerts: "50" });
  const profile = { legalName: `${marker} GmbH`, address: `1 ${marker} Street`, jurisdiction: "IS", taxId: "" };
  await setTaxProfile(ctx, profile);
  Object.assign(ids, {
    customerId: organizationId,
    organizationId,
    sshKeyId,
    sshKeyIds: sshKeyId,
    secondSshKeyId,
    budgetId: id,
  });
}

/** The pair's host says what it sees: these leases running for so long. */
export async function beat(pair: Pair, clock: WorldClock, instances: Partial<InstanceReport>[]): Promise<void> {
  const running = {
    incarnation: 1,
    phase: "reachable",
    exitCode: null,
    reason: null,
    endedAgoMs: null,
    sshPort: 32_768,
  };
  const reported = instances.map((one) => ({ ...running, startedAt: null, uptimeMs: 1_000, ...one }) as InstanceReport);
  const accelerators = h100s(ACCELERATORS, pair.marker);
  const sentAt = clock.now.toISOString();
  await applyReport(pair.host, agentReport({ sentAt, facts: hostFacts(), accelerators, instances: reported }));
}

export async function launch(pair: Pair, clock: WorldClock, name: string): Promise<string> {
  const { skuId = "", sshKeyId = "", siteId = "" } = pair.ids;
  const wanted = { skuId, siteId, sshKeyIds: [sshKeyId], name: `${pair.marker.toLowerCase()}-${name}` };
  const lease = await launchLease(pair.customer.ctx, { ...wanted, idempotencyKey: newId("req") });
  await clock.pass(2);
  await beat(pair, clock, [{ leaseId: lease.id, containerId: `c-${lease.id}` }]);
  return lease.id;
}

/** An hour of one lease, ended and billed. */
export async function rentAnHour(pair: Pair, clock: WorldClock, worker: () => Context): Promise<string> {
  const leaseId = await launch(pair, clock, "past");
  const startedAt = clock.now.getTime();
  const seen = () => ({ leaseId, containerId: `c-${leaseId}`, uptimeMs: clock.now.getTime() - startedAt + 1_000 });
  for (let minutes = 0; minutes < 60; minutes += 10) {
    await clock.pass(600);
    await beat(pair, clock, [seen()]);
  }
  await closeLease(pair.customer.ctx, { leaseId });
  await beat(pair, clock, [{ ...seen(), phase: "exited", endedAgoMs: 0, exitCode: 0 }]);
  while ((await billDueLeases(worker())).segments > 0);
  return leaseId;
}

/** What closing the books has made of each party. */
export async function readDocuments(db: Database, { ids, customer, operator }: Pair): Promise<void> {
  const statementOf = async (organizationId: string) =>
    (await db.select().from(statements).where(eq(statements.organizationId, organizationId)))[0];
  const [own, settlement] = [await statementOf(customer.organizationId), await statementOf(operator.organizationId)];
  const [payout] = await db.select().from(payouts).where(eq(payouts.organizationId, operator.organizationId));
  const [line] = await db.select().from(statementLines).where(eq(statementLines.statementId, own!.id));
  const [account] = await db
    .select()
    .from(ledgerAccounts)
    .where(eq(ledgerAccounts.organizationId, customer.organizationId));
  Object.assign(ids, {
    statementId: own!.id,
    settlementId: settlement!.id,
    payoutId: payout!.id,
    line: String(line!.line),
    ledgerAccountId: account!.id,
  });
}

/** What needs no past: a payment that waits, a contract, notices. */
export async function addPresent(
  db: Database,
  desk: Context,
  { marker, ids, customer, operator }: Pair,
): Promise<void> {
  const { topUpId } = await startTopUp(customer.ctx, { amount: "50", idempotencyKey: newId("req") });
  const fromMonth = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 7);
  const contract = { name: `${marker} contract`, currency: "USD" as const, fromMonth };
  const { contractId } = await createContract(desk, { organizationId: operator.organizationId, ...contract });
  const noticeOf = async ({ organizationId }: TestParty, key: string) => {
    const notice = { key, severity: "info" as const, title: `${marker} notice`, body: `About ${marker}.` };
    await raiseNotice(db, { organizationId, ...notice }, new Date());
    const [row] = await db
      .select()
      .from(notices)
      .where(and(eq(notices.organizationId, organizationId), eq(notices.key, key)));
    return row!.id;
  };
  const [noticeId, secondNoticeId] = [await noticeOf(customer, "e2e.1"), await noticeOf(customer, "e2e.2")];
  const operatorNoticeId = await noticeOf(operator, "e2e.1");
  const [book] = await db.select().from(priceBooks).limit(1);
  const [model] = await db.select().from(acceleratorModels).limit(1);
  await beginWire(desk, { payoutId: ids.payoutId! });
  await sendWire(desk, { payoutId: ids.payoutId!, bankReference: `${marker} wire` });
  const [transaction] = await db.select().from(ledgerTransactions).orderBy(asc(ledgerTransactions.number)).limit(1);
  const shared = { bookId: book!.id, priceBookId: book!.id, modelId: model!.id };
  Object.assign(ids, shared, { topUpId, contractId, noticeId, secondNoticeId, operatorNoticeId });
  ids.transactionId = `ltx_${transaction!.number}`;
}
