import type { Database } from "@/db/client";
import { hosts, leaseIntervals, leaseRates, leases } from "@/db/schema";
import { HOUR_MS, hourFloor } from "@/lib/core/time";
import { newId } from "@/lib/ids";

export interface Backlog {
  leases: number;
  hoursEach: number;
}

const INSERT_BATCH = 250;
/** Micros per hour, low enough that the seeded balance lasts for all of it. */
const rates = { retail: 2_560n, wholesale: 1_850n };

/** Ended leases of whole hours that nothing was billed of yet, on the first offer and price of the seed. */
export async function prepareBacklog(db: Database, { leases: count, hoursEach }: Backlog): Promise<void> {
  const to = hourFloor(new Date());
  const from = new Date(to.getTime() - hoursEach * HOUR_MS);
  const common = await leaseColumns(db, from, to);
  for (let done = 0; done < count; done += INSERT_BATCH) {
    const ids = Array.from({ length: Math.min(INSERT_BATCH, count - done) }, () => newId("lse"));
    const during = { from, to };
    await db
      .insert(leases)
      .values(ids.map((id, at) => ({ ...common.lease, id, name: `bench-${done + at}`, idempotencyKey: id })));
    await db.insert(leaseIntervals).values(
      ids.map((leaseId) => ({
        id: newId("ivl"),
        leaseId,
        during,
        state: "running" as const,
        skuId: common.lease.skuId,
        units: common.lease.acceleratorCount,
      })),
    );
    const rate = (leaseId: string) => ({
      id: newId("rat"),
      leaseId,
      skuId: common.lease.skuId,
      during: { from, to: null },
    });
    await db.insert(leaseRates).values(
      ids.flatMap((leaseId) => [
        {
          ...rate(leaseId),
          side: "retail" as const,
          microsPerUnitHour: rates.retail,
          priceBookEntryId: common.priceBookEntryId,
        },
        {
          ...rate(leaseId),
          side: "wholesale" as const,
          microsPerUnitHour: rates.wholesale,
          offerId: common.lease.offerId,
        },
      ]),
    );
  }
}

async function leaseColumns(db: Database, from: Date, to: Date) {
  const customer = await db.query.organizations.findFirst({ where: (table, { eq }) => eq(table.kind, "customer") });
  const user = await db.query.users.findFirst();
  const offer = await db.query.offers.findFirst();
  const entry = await db.query.priceBookEntries.findFirst();
  if (!customer || !user || !offer || !entry) throw new Error("The seed lacks a customer, an offer or a price.");
  const { organizationId: operatorId, siteId, skuId, currency, id: offerId } = offer;
  const hostId = newId("hst");
  await db.insert(hosts).values({
    id: hostId,
    organizationId: operatorId,
    siteId,
    name: "bench",
    publicKey: hostId,
    simulated: true,
    facts: {
      hostname: "bench",
      os: "none",
      kernel: "none",
      bootId: "bench",
      cpuCount: 1,
      memoryMib: 1,
      engine: null,
      problems: ["It is a row for a benchmark."],
      advertisedAddress: "127.0.0.1",
      agentVersion: "none",
      simulated: true,
    },
  });
  return {
    priceBookEntryId: entry.id,
    lease: {
      organizationId: customer.id,
      createdBy: user.id,
      requestHash: "bench",
      skuId,
      acceleratorCount: 1,
      operatorId,
      offerId,
      siteId,
      hostId,
      currency,
      billingCurrency: currency,
      image: "none",
      cpuMillis: 1,
      memoryMib: 1,
      simulated: true,
      state: "ended" as const,
      requestedAt: from,
      bootDeadlineAt: from,
      runningAt: from,
      endedAt: to,
      billedFrom: from,
      billedThrough: from,
      provenThrough: to,
      nextDue: to,
    },
  };
}
