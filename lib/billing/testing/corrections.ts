import { eq } from "drizzle-orm";
import { leaseCorrections, leases, taxRates, usageAdjustments } from "@/db/schema";
import type { Scene } from "@/db/testing/scene";
import { conversionEntries, usageEntries } from "@/lib/core/ledger/accounts";
import { newId } from "@/lib/ids";
import { openAccount } from "@/lib/ledger/accounts";
import { postTransaction } from "@/lib/ledger/post-transactions";

/** Finds out now that a whole billed UTC hour of a lease was unreachable: both sides get it back, tax and conversion with it. */
export async function takeBackHour(scene: Scene, leaseId: string, hour: string): Promise<void> {
  const from = new Date(hour);
  const during = { from, to: new Date(from.getTime() + 3_600_000) };
  const [lease] = await scene.database.db.select().from(leases).where(eq(leases.id, leaseId));
  const segment = (await scene.segmentsOf({ id: leaseId })).find((one) => one.segStart.getTime() === from.getTime())!;
  const amounts = {
    retailMicros: -segment.retailMicros,
    wholesaleMicros: -segment.wholesaleMicros,
    taxMicros: -segment.taxMicros,
  };
  const { organizationId, operatorId, currency, billingCurrency } = lease!;
  await scene.database.db.transaction(async (tx) => {
    const account = (
      kind: "customer_prepaid" | "operator_payable" | "platform_revenue" | "fx_position",
      of: string | null,
      inCurrency = currency,
    ) => openAccount(tx, { kind, organizationId: of, currency: inCurrency });
    const [rate] = segment.taxRateId ? await tx.select().from(taxRates).where(eq(taxRates.id, segment.taxRateId)) : [];
    const tax = rate
      ? await openAccount(tx, { kind: "tax", organizationId: null, currency, qualifier: rate.jurisdiction })
      : null;
    const customer = await account("customer_prepaid", organizationId);
    const ref = `${leaseId}:${from.toISOString()}`;
    const transactionNumber = await postTransaction(tx, {
      kind: "usage_adjustment",
      ref,
      rev: 1,
      effectiveAt: during.to,
      entries: usageEntries(
        {
          customer,
          operator: await account("operator_payable", operatorId),
          revenue: await account("platform_revenue", null),
          tax,
        },
        amounts,
      ),
    });
    if (segment.chargeMicros !== null)
      await postTransaction(tx, {
        kind: "fx",
        ref,
        rev: 1,
        effectiveAt: during.to,
        entries: conversionEntries(
          {
            payer: await account("customer_prepaid", organizationId, billingCurrency),
            payee: customer,
            payerPosition: await account("fx_position", null, billingCurrency),
            payeePosition: await account("fx_position", null),
          },
          -segment.chargeMicros,
          -(segment.retailMicros + segment.taxMicros),
        ),
      });
    const id = newId("cor");
    await tx
      .insert(leaseCorrections)
      .values({ id, leaseId, kind: "state", during, state: "unreachable", reason: "operator outage" });
    await tx.insert(usageAdjustments).values({
      leaseId,
      window: during,
      rev: 1,
      deltaSeconds: -3_600n,
      deltaRetailMicros: amounts.retailMicros,
      deltaWholesaleMicros: amounts.wholesaleMicros,
      deltaTaxMicros: amounts.taxMicros,
      deltaChargeMicros: segment.chargeMicros === null ? null : -segment.chargeMicros,
      reason: "operator outage",
      correctionId: id,
      transactionNumber,
    });
  });
}
