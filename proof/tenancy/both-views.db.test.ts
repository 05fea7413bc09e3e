import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { newReceiptKey } from "@/bin/receipt-key";
import { acrossTenants } from "@/db/tenancy";
import { createCustomer, type TestParty } from "@/db/testing/context";
import { type Buyer, createBuyer } from "@/db/testing/market";
import { Scene } from "@/db/testing/scene";
import { closeBooks } from "@/lib/billing/close-books";
import { listLineSegments } from "@/lib/billing/line-segments";
import { getStatement, listStatements } from "@/lib/billing/statement-queries";
import { linesOf, runUntil } from "@/lib/billing/testing/months";
import { listContracts } from "@/lib/catalog/contract-queries";
import { getPresentCharge } from "@/lib/catalog/present-charge";
import { getOwnTaxProfile } from "@/lib/catalog/rate-queries";
import type { Context } from "@/lib/context";
import { listHostFindings } from "@/lib/fleet/finding-queries";
import { listHostLeases } from "@/lib/fleet/host-lease-queries";
import { getHost, listAccelerators, listHosts } from "@/lib/fleet/host-queries";
import { listInventory } from "@/lib/fleet/inventory-queries";
import { listOfferableModels, listOffers, listSiteModels } from "@/lib/fleet/offer-queries";
import { getFleetOverview } from "@/lib/fleet/overview-queries";
import { getPassport } from "@/lib/fleet/passport-queries";
import { getSite, listOpenEnrolments, listSites } from "@/lib/fleet/site-queries";
import { listOwnFreezes } from "@/lib/identity/freeze-queries";
import { listNotices, listOpenNotices } from "@/lib/identity/notice-queries";
import { listSshKeys } from "@/lib/identity/queries";
import { listAnnouncedRates } from "@/lib/leases/announced-queries";
import { getLaunchLimits } from "@/lib/leases/limit-queries";
import {
  getLease,
  listEventsAfter,
  listLeaseNames,
  listLeases,
  listRecentEvents,
  listRunning,
} from "@/lib/leases/queries";
import { listStock } from "@/lib/leases/stock-queries";
import { quoteStorage } from "@/lib/leases/storage-rates";
import type { Lease } from "@/lib/leases/types";
import { findPrepaidBalance, listBalanceMovements, listHolds } from "@/lib/ledger/queries";
import { getBalanceSummary } from "@/lib/metering/balance-queries";
import { listBudgets } from "@/lib/metering/budget-queries";
import { listOwnCommitments } from "@/lib/metering/commitment-queries";
import { listCostAdjustments, listEarningsAdjustments, listSlaCredits } from "@/lib/metering/correction-queries";
import { getLeaseBill, listLeaseCosts } from "@/lib/metering/cost-queries";
import { createBudget } from "@/lib/metering/create-budget";
import { listEarningsByDay, listEarningsByLease, listEarningsSummaries } from "@/lib/metering/earnings-queries";
import { getReceipt } from "@/lib/metering/get-receipt";
import { getLiveLease } from "@/lib/metering/live-queries";
import { listSegments } from "@/lib/metering/segment-queries";
import { usageByDay, usageByLease, usageBySku } from "@/lib/metering/usage-queries";
import { findInvoices } from "@/lib/payments/invoices/queries";
import { findPaymentTrouble, getPaymentMethods } from "@/lib/payments/payment-method-queries";
import { getAutoTopUp, listTopUps } from "@/lib/payments/queries";
import { listNextPayouts, listPayoutAccounts, listPayouts } from "@/lib/payouts/queries";

const APRIL = { from: new Date("2026-04-01T00:00:00Z"), to: new Date("2026-05-02T00:00:00Z") };
const PAGE = { limit: 50, offset: 0 };

let scene: Scene;
let buyer: Buyer;
let other: Buyer;
let operator: TestParty;
let lease: Lease;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-04-30T20:12:05Z"));
  operator = scene.market.operator;
  buyer = await createBuyer(scene.market);
  other = await createBuyer(scene.market);
  await createCustomer(scene.database.db);
  lease = await buyer.launch(2);
  const theirs = await other.launch(1);
  await createBudget(buyer.ctx, { name: "April", monthly: "100", alerts: "50" });
  await scene.pass(11);
  const containers = [scene.container(lease), scene.container(theirs)];
  await scene.market.report(containers.map((container) => container.seen()));
  await runUntil(scene, containers, "2026-05-01T00:16:00Z");
  await closeBooks(scene.market.platform.ctx);
}, 60_000);
const receiptKey = newReceiptKey();
beforeEach(() => void vi.stubEnv("OPENHALL_RECEIPT_KEY", receiptKey));
afterAll(() => scene.close());

/** What the tenant's own role answers, after it was found to be what the whole database answers to the same question. */
async function inBothViews<T>(ctx: Context, ask: (ctx: Context) => Promise<T>): Promise<T> {
  const narrow = await ask(ctx);
  const wide = await ask(acrossTenants(ctx, "a comparison of both views"));
  expect(narrow).toEqual(wide);
  return narrow;
}

const isEmpty = (answer: unknown): boolean =>
  answer === null ||
  answer === undefined ||
  (answer instanceof Map ? answer.size === 0 : Array.isArray(answer) && answer.length === 0);

type Question = (ctx: Context) => Promise<unknown>;

const ofCustomer: Record<string, Question> = {
  listLeases: (ctx) => listLeases(ctx, PAGE),
  listRunning,
  listLeaseNames: (ctx) => listLeaseNames(ctx, [lease.id]),
  getLease: (ctx) => getLease(ctx, lease.id),
  listEventsAfter: (ctx) => listEventsAfter(ctx.db, lease.id, 0),
  listRecentEvents: (ctx) => listRecentEvents(ctx, 50),
  getLiveLease: async (ctx) => ({ ...(await getLiveLease(ctx, { leaseId: lease.id, after: 0 })), serverTime: null }),
  getReceipt: (ctx) => getReceipt(ctx, { leaseId: lease.id }),
  listSegments: (ctx) => listSegments(ctx, lease.id, PAGE),
  listLeaseCosts: (ctx) => listLeaseCosts(ctx, [lease.id]),
  getLeaseBill: (ctx) => getLeaseBill(ctx, lease.id),
  usageByDay: (ctx) => usageByDay(ctx, APRIL),
  usageBySku: (ctx) => usageBySku(ctx, APRIL),
  usageByLease: (ctx) => usageByLease(ctx, { ...APRIL, ...PAGE }),
  getBalanceSummary,
  findPrepaidBalance: (ctx) => findPrepaidBalance(ctx.db, buyer.organizationId, "USD"),
  listBalanceMovements: (ctx) => listBalanceMovements(ctx, { limit: 50, currency: "USD" }),
  listHolds,
  listBudgets,
  getLaunchLimits,
  getPresentCharge,
  getAutoTopUp,
  getPaymentMethods,
  listStock: (ctx) => listStock(ctx),
  quoteStorage: (ctx) => quoteStorage(ctx, [{ siteId: scene.market.siteId, currency: "USD" }]),
  listSshKeys,
};

const ofOperator: Record<string, Question> = {
  listHosts: (ctx) => listHosts(ctx),
  getHost: (ctx) => getHost(ctx, scene.market.hostId),
  listAccelerators: (ctx) => listAccelerators(ctx, scene.market.hostId),
  listHostLeases: (ctx) => listHostLeases(ctx, scene.market.hostId),
  listSites,
  getSite: (ctx) => getSite(ctx, scene.market.siteId),
  listInventory,
  getPassport: async (ctx) => getPassport(ctx, (await listInventory(ctx))[0]!.id),
  listOffers: (ctx) => listOffers(ctx),
  listOfferableModels,
  listSiteModels,
  getFleetOverview,
  getReceipt: (ctx) => getReceipt(ctx, { leaseId: lease.id }),
  listEarningsSummaries,
  listEarningsByDay: (ctx) => listEarningsByDay(ctx, APRIL),
  listEarningsByLease: (ctx) => listEarningsByLease(ctx, PAGE),
  listNextPayouts,
};

/** Empty in this scene: they must be so in both views. */
const emptyOfBoth: Record<string, [keyof typeof parties, Question]> = {
  listAnnouncedRates: ["buyer", (ctx) => listAnnouncedRates(ctx, lease.id)],
  listCostAdjustments: ["buyer", (ctx) => listCostAdjustments(ctx, lease.id)],
  listSlaCredits: ["buyer", (ctx) => listSlaCredits(ctx, PAGE)],
  listOwnFreezes: ["buyer", listOwnFreezes],
  listOpenNotices: ["buyer", (ctx) => listOpenNotices(ctx)],
  listNotices: ["buyer", (ctx) => listNotices(ctx, PAGE)],
  listTopUps: ["buyer", (ctx) => listTopUps(ctx, PAGE)],
  findPaymentTrouble: ["buyer", findPaymentTrouble],
  findInvoices: ["buyer", (ctx) => findInvoices(ctx, [])],
  getOwnTaxProfile: ["buyer", getOwnTaxProfile],
  listHostFindings: ["operator", (ctx) => listHostFindings(ctx, scene.market.hostId)],
  listOpenEnrolments: ["operator", (ctx) => listOpenEnrolments(ctx, scene.market.siteId)],
  listEarningsAdjustments: ["operator", listEarningsAdjustments],
  listContracts: ["operator", (ctx) => listContracts(ctx, PAGE)],
  listOwnCommitments: ["operator", (ctx) => listOwnCommitments(ctx, { month: scene.now })],
  listPayoutAccounts: ["operator", listPayoutAccounts],
  listPayouts: ["operator", (ctx) => listPayouts(ctx, PAGE)],
};

const parties = { buyer: () => buyer.ctx, operator: () => operator.ctx };

describe("what the tenant's role sees is what the question asks of the whole database, no row less and none more", () => {
  test.each(Object.keys(ofCustomer))("customer: %s", async (name) => {
    expect(isEmpty(await inBothViews(buyer.ctx, ofCustomer[name]!))).toBe(false);
  });
  test.each(Object.keys(ofOperator))("operator: %s", async (name) => {
    expect(isEmpty(await inBothViews(operator.ctx, ofOperator[name]!))).toBe(false);
  });
  test.each(Object.keys(emptyOfBoth))("%s", async (name) => {
    const [party, ask] = emptyOfBoth[name]!;
    await inBothViews(parties[party](), ask);
  });

  test.each(["buyer", "operator"] as const)(
    "statements of the %s, with their lines and the segments of each",
    async (party) => {
      const ctx = parties[party]();
      const { statements } = await inBothViews(ctx, (view) => listStatements(view, PAGE));
      expect(statements).toHaveLength(1);
      const statementId = statements[0]!.id;
      await inBothViews(ctx, (view) => getStatement(view, statementId));
      const usage = (await linesOf(scene, statementId)).filter((line) => line.type === "usage");
      expect(usage.length).toBeGreaterThan(0);
      for (const { line } of usage) {
        const { segments } = await inBothViews(ctx, (view) => listLineSegments(view, { statementId, line, ...PAGE }));
        expect(segments.length).toBeGreaterThan(0);
      }
    },
  );
});
