import { eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { hosts, leaseAccelerators, leaseRates, leaseSshKeys, leases } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import { findBillingCurrency } from "@/lib/catalog/customer-terms";
import { offerContractRate } from "@/lib/catalog/wholesale-rates";
import type { Context, UserActor } from "@/lib/context";
import { DEFAULT_DISK_GIB } from "@/lib/core/leases/storage";
import type { Currency } from "@/lib/core/money";
import { nextHour, truncateToSecond } from "@/lib/core/time";
import { settings } from "@/lib/env";
import { newId } from "@/lib/ids";
import { pinAnnouncedRates } from "./announced-rates";
import type { PricedCandidate } from "./candidates";
import { appendEvent } from "./events";
import { lockFree } from "./free-accelerators";
import { openInterval } from "./intervals";
import { checkSpendLimit, parseLimits } from "./limits";
import { bumpDesired } from "./locks";
import type { LaunchLeaseInput } from "./schemas";
import { setAside } from "./set-aside";
import { pinStorageRates } from "./storage-rates";
import type { LaunchSku, Lease } from "./types";

const RENTAL_IMAGE = "localhost/openhall-rental:1";
/** What a host keeps for itself is the rest. */
const RENTABLE_SHARE = 0.9;
const LARGEST_INTEGER = 2_147_483_647;

export interface Placement {
  input: LaunchLeaseInput;
  requestHash: string;
  sku: LaunchSku;
  candidate: PricedCandidate;
  keys: { id: string; publicKey: string }[];
}

/**
 * One try to place on one host, in one transaction: host locked, funds checked under the account's lock, accelerators claimed.
 * Null where the host has too few free by now, or its offer or price has ended meanwhile. The partial unique index on claimed accelerators is the last word.
 */
export async function placeLease(ctx: Context, actor: UserActor, placement: Placement): Promise<Lease | null> {
  const { candidate, sku } = placement;
  return ctx.db.transaction(async (tx) => {
    const [host] = await tx.select().from(hosts).where(eq(hosts.id, candidate.hostId)).for("no key update");
    const at = await databaseNow(tx);
    const free = await lockFree(tx, candidate.hostId, sku, { at, until: placement.input.endsAt ?? null });
    if (!host || free.length < sku.count) return null;
    if (!(await isOnSale(tx, candidate, at))) return null;
    const leaseId = newId("lse");
    const billingCurrency = await findBillingCurrency(tx, actor.organizationId);
    await setAside(tx, {
      organizationId: actor.organizationId,
      leaseId,
      projectId: placement.input.projectId ?? null,
      currency: candidate.currency,
      billingCurrency,
      accelerators: sku.count,
      retailMicrosPerHour: candidate.retailMicrosPerHour * BigInt(sku.count),
      at,
    });
    const share = (sku.count / (await countAccelerators(tx, candidate.hostId))) * RENTABLE_SHARE;
    const lease = await insertLease(tx, actor, placement, leaseId, at, {
      requestId: ctx.requestId,
      billingCurrency,
      cpuMillis: Math.max(100, shareOf(host.facts.cpuCount * 1000, share)),
      memoryMib: Math.max(256, shareOf(host.facts.memoryMib, share)),
      simulated: free.some((accelerator) => accelerator.simulated),
    });
    await tx
      .insert(leaseAccelerators)
      .values(free.map((accelerator) => ({ leaseId, acceleratorId: accelerator.id, claimedAt: at })));
    await tx
      .insert(leaseSshKeys)
      .values(placement.keys.map((key) => ({ leaseId, sshKeyId: key.id, publicKey: key.publicKey })));
    await openInterval(tx, lease, lease.billedFrom, "provisioning");
    await pinRates(tx, lease, candidate);
    await pinStorageRates(tx, lease, at);
    await pinAnnouncedRates(tx, [leaseId], at);
    await checkSpendLimit(tx, lease, at);
    await appendLaunchEvents(tx, lease, candidate, at);
    await bumpDesired(tx, candidate.hostId);
    await recordAudit(tx, ctx, {
      action: "lease.launch",
      targetId: leaseId,
      detail: { sku: sku.code, name: lease.name },
    });
    return lease;
  });
}

/** The wait for the host's lock may be long enough for an offer to be withdrawn, or a price or discount to change. */
async function isOnSale(tx: Transaction, candidate: PricedCandidate, at: Date): Promise<boolean> {
  const { rows } = await tx.execute(sql`
    SELECT 1 FROM offers o, price_book_entries e
    WHERE o.id = ${candidate.offerId} AND o.withdrawn_at IS NULL AND o.during @> ${at.toISOString()}::timestamptz
      AND e.id = ${candidate.priceBookEntryId} AND e.during @> ${at.toISOString()}::timestamptz
      AND (SELECT id FROM (${offerContractRate(sql`${at.toISOString()}::timestamptz`)}) w) IS NOT DISTINCT FROM ${candidate.wholesaleRateId}
      AND (${candidate.discountId}::text IS NULL OR EXISTS (
        SELECT 1 FROM customer_discounts d WHERE d.id = ${candidate.discountId} AND d.during @> ${at.toISOString()}::timestamptz))`);
  return rows.length > 0;
}

/** What a host says it has is believed as far as a column can hold it, so that an absurd figure fails no launch. */
function shareOf(total: number, share: number): number {
  return Math.min(LARGEST_INTEGER, Math.floor(total * share));
}

async function countAccelerators(tx: Transaction, hostId: string): Promise<number> {
  const { rows } = await tx.execute<{ total: number }>(
    sql`SELECT count(*)::int AS total FROM accelerators WHERE host_id = ${hostId} AND missing_since IS NULL`,
  );
  return rows[0]!.total;
}

async function insertLease(
  tx: Transaction,
  actor: UserActor,
  placement: Placement,
  leaseId: string,
  at: Date,
  own: { requestId: string; billingCurrency: Currency; cpuMillis: number; memoryMib: number; simulated: boolean },
): Promise<Lease> {
  const { candidate, input, sku } = placement;
  const billedFrom = truncateToSecond(at);
  const [lease] = await tx
    .insert(leases)
    .values({
      id: leaseId,
      organizationId: actor.organizationId,
      createdBy: actor.userId,
      projectId: input.projectId ?? null,
      name: input.name ?? `${sku.code.replace(/[^a-z0-9-]/g, "-").slice(0, 30)}-${leaseId.slice(-5)}`,
      idempotencyKey: input.idempotencyKey,
      requestHash: placement.requestHash,
      skuId: sku.id,
      acceleratorCount: sku.count,
      operatorId: candidate.operatorId,
      offerId: candidate.offerId,
      siteId: candidate.siteId,
      hostId: candidate.hostId,
      currency: candidate.currency,
      image: RENTAL_IMAGE,
      ...parseLimits(input, at, own.billingCurrency),
      diskGib: input.diskGib ?? DEFAULT_DISK_GIB,
      onHostReboot: input.onHostReboot ?? "restart",
      ...own,
      state: "provisioning",
      requestedAt: at,
      bootDeadlineAt: new Date(at.getTime() + settings().bootLimitMs),
      billedFrom,
      billedThrough: billedFrom,
      provenThrough: billedFrom,
      nextDue: nextHour(at),
    })
    .returning();
  return lease!;
}

async function pinRates(tx: Transaction, lease: Lease, candidate: PricedCandidate) {
  const common = { leaseId: lease.id, skuId: lease.skuId, during: { from: lease.billedFrom, to: null } };
  await tx.insert(leaseRates).values([
    {
      ...common,
      id: newId("rat"),
      side: "retail",
      microsPerUnitHour: candidate.retailMicrosPerHour,
      priceBookEntryId: candidate.priceBookEntryId,
      discountId: candidate.discountId,
    },
    {
      ...common,
      id: newId("rat"),
      side: "wholesale",
      microsPerUnitHour: candidate.wholesaleMicrosPerHour,
      ...(candidate.wholesaleRateId ? { wholesaleRateId: candidate.wholesaleRateId } : { offerId: candidate.offerId }),
    },
  ]);
}

async function appendLaunchEvents(tx: Transaction, lease: Lease, candidate: PricedCandidate, at: Date) {
  const common = { leaseId: lease.id, at };
  await appendEvent(tx, {
    ...common,
    source: "customer",
    sourceEventId: `${lease.id}:requested`,
    kind: "lease.requested",
    toState: "requested",
    message: "Launch requested",
  });
  await appendEvent(tx, {
    ...common,
    source: "platform",
    sourceEventId: `${lease.id}:placing`,
    kind: "lease.placing",
    fromState: "requested",
    toState: "placing",
    message: "Looking for a host",
  });
  await appendEvent(tx, {
    ...common,
    source: "platform",
    sourceEventId: `${lease.id}:provisioning`,
    kind: "lease.provisioning",
    fromState: "placing",
    toState: "provisioning",
    message: `${lease.acceleratorCount} accelerator${lease.acceleratorCount === 1 ? "" : "s"} reserved; the host prepares the instance`,
    detail: { hostId: candidate.hostId, siteId: candidate.siteId },
  });
}
