import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { customerTerms, stripeInvoices } from "@/db/schema";
import { type Buyer, createBuyer } from "@/db/testing/market";
import { Scene } from "@/db/testing/scene";
import { closeBooks, linesOf, runUntil, statementsOf } from "@/lib/billing/testing/months";
import { setTaxProfile } from "@/lib/catalog/set-tax-profile";
import { setTaxRate } from "@/lib/catalog/set-tax-rate";
import { documentOf } from "@/lib/core/billing/document";
import { newId } from "@/lib/ids";
import { stripeClient } from "@/lib/stripe/client";
import { type StripeStandIn, startStripeStandIn } from "@/stand-ins/stripe/server";
import { sendDueCalls } from "../send-due-calls";
import { convergeInvoice } from "./converge-invoice";
import { creditInvoice } from "./credit-invoice";
import { planInvoices } from "./plan-invoices";

let scene: Scene;
let buyer: Buyer;
let stripe: StripeStandIn;

/** A German customer on credit with two leases that run into February. */
beforeAll(async () => {
  stripe = await startStripeStandIn();
  scene = await Scene.open(new Date("2026-01-30T12:00:00.250Z"));
  await setTaxRate(scene.market.platform.ctx, {
    jurisdiction: "de",
    name: "VAT",
    ratePercent: "19",
    reverseCharge: false,
  });
  await scene.market.report([]);
  buyer = await createBuyer(scene.market, "10");
  await setTaxProfile(buyer.ctx, {
    organizationId: buyer.organizationId,
    legalName: "Beispiel GmbH",
    address: "Weg 1, 10115 Berlin",
    jurisdiction: "DE",
  });
  await scene.database.db
    .insert(customerTerms)
    .values({ organizationId: buyer.organizationId, creditLimitMicros: 50_000_000_000n });
  await scene.pass(3_600);
  await scene.market.report([]);
  const leases = [await buyer.launch(1), await buyer.launch(1)];
  const containers = leases.map((lease) => scene.container(lease));
  await scene.pass(7);
  await runUntil(scene, containers, "2026-02-01T00:16:00Z");
  await closeBooks(scene);
});
afterAll(async () => {
  await stripe.close();
  await scene.close();
});

const sumOf = async (kind: string) => {
  const { rows } = await scene.database.db.execute<{ micros: bigint }>(sql`
    SELECT coalesce(sum(e.amount_micros), 0)::bigint AS micros FROM ledger_entries e
    JOIN ledger_accounts a ON a.number = e.account_number WHERE a.kind = ${kind}`);
  return rows[0]!.micros;
};

test("Stripe's total is the statement's to the cent, tax is one row, and a credit gives both back in proportion", async () => {
  vi.stubEnv("STRIPE_SECRET_KEY", "sk_test_taxed");
  vi.stubEnv("STRIPE_API_URL", stripe.url);
  await planInvoices(scene.worker());
  for (let round = 0; round < 3; round++) {
    await sendDueCalls(scene.worker());
    await scene.pass(2);
  }
  const [invoice] = await scene.database.db.select().from(stripeInvoices);
  await convergeInvoice(scene.worker(), invoice!.id);
  const [statement] = await statementsOf(scene, buyer.organizationId);
  const lines = await linesOf(scene, statement!.id);
  const paper = documentOf({ ...statement!, lines });
  expect(paper.taxMinor).toBeGreaterThan(0n);
  const [at] = (await stripeClient().invoices.list({ limit: 10 })).data;
  expect(BigInt(at!.total)).toBe(paper.dueMinor);
  const rows = at!.lines.data.map(({ description, amount }) => ({ description, amount }));
  expect(rows).toContainEqual({ description: "Tax", amount: Number(paper.taxMinor) });
  expect(rows).toContainEqual({ description: "Balance before, payments and credit", amount: -1_000 });
  const before = { tax: await sumOf("tax"), revenue: await sumOf("platform_revenue") };
  const credit = { invoiceId: invoice!.id, amount: "11.90", reason: "Outage", idempotencyKey: newId("req") };
  await creditInvoice(scene.market.platform.ctx, credit);
  const taxBack = before.tax - (await sumOf("tax"));
  expect(taxBack + before.revenue - (await sumOf("platform_revenue"))).toBe(11_900_000n);
  // each charge rounds its tax by itself, so the month's proportion is 19 % to within a hundredth of a cent
  expect(Number(taxBack - 1_900_000n)).toBeLessThan(100);
  expect(Number(taxBack - 1_900_000n)).toBeGreaterThan(-100);
  expect(await scene.findings()).toEqual([]);
  expect(await stripe.admin.contractFaults()).toEqual([]);
});
