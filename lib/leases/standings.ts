import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { leases, skus } from "@/db/schema";
import { type BillingMonth, billingMonth, secondsLeftIn } from "@/lib/core/billing-month";
import type { LeaseState } from "@/lib/core/leases/states";
import { STORAGE_SKU } from "@/lib/core/leases/storage";
import { countedPromoMicros, type Funds, leftMicros } from "@/lib/core/ledger/funds";
import { GUARD_SECONDS, reserveMicros } from "@/lib/core/ledger/holds";
import { lesserOf } from "@/lib/core/money";
import { burnMicrosPerHour, reservedMicrosPerHour, storageMicrosPerHour } from "@/lib/core/rating/burn";
import { loadPurses, type Payer, type Purse, payerKey } from "@/lib/ledger/purses";
import { accrue } from "./accrual";
import { accruedInMonth, bookedInMonth } from "./month-spend";
import { loadTimelines, type Timeline } from "./timeline";

export interface OpenLease {
  id: string;
  hostId: string;
  projectId: string | null;
  name: string;
  state: LeaseState;
  timeline: Timeline;
  /** The most that it may cost per hour until the guard's next look and its stop. */
  reservedMicrosPerHour: bigint;
}

export interface MonthStanding extends BillingMonth {
  /** Booked and accrued. */
  spentMicros: bigint;
  capMicros: bigint | null;
  /** What must be left under the cap: for the next look and the stop, and to keep the data to the month's end. */
  reserveMicros: bigint;
}

/** Where a customer stands with one currency that it pays in: everything that launch, guard, warnings and pages decide by. */
export interface Standing extends Payer {
  purse: Purse;
  funds: Funds;
  leftMicros: bigint;
  burnMicrosPerHour: bigint;
  reserveMicros: bigint;
  /** Null where no cap is set and the month was not asked for. */
  month: MonthStanding | null;
  leases: OpenLease[];
}

export interface StandingOptions {
  /** Payers that are wanted though nothing of theirs is open. */
  payers?: readonly Payer[];
  /** Payers beyond the capped ones whose month is wanted too. */
  wantsMonth?: (payer: Payer) => boolean;
}

type OpenRow = Awaited<ReturnType<typeof listOpen>>[number];

/**
 * Standings of a batch of customers at `at`, a fixed number of statements whatever its size. The caller reads in one snapshot: else a lease that
 * is booked in between would count twice.
 */
export async function readStandings(
  tx: DbOrTx,
  organizationIds: readonly string[],
  at: Date,
  options: StandingOptions = {},
): Promise<Standing[]> {
  const open = await listOpen(tx, organizationIds);
  const byPayer = new Map<string, { payer: Payer; open: OpenRow[] }>();
  for (const payer of options.payers ?? []) byPayer.set(payerKey(payer), { payer, open: [] });
  for (const lease of open) {
    const { organizationId, currency } = lease;
    const own = byPayer.get(payerKey(lease)) ?? { payer: { organizationId, currency }, open: [] };
    own.open.push(lease);
    byPayer.set(payerKey(lease), own);
  }
  const payers = [...byPayer.values()].map(({ payer }) => payer);
  const purses = await loadPurses(tx, payers, at);
  const timelines = await loadTimelines(
    tx,
    open.map((lease) => lease.id),
  );
  const month = billingMonth(at);
  const watched = payers.filter(
    (payer) => purses.get(payerKey(payer))!.monthlyCapMicros !== null || options.wantsMonth?.(payer),
  );
  const booked = await bookedInMonth(tx, watched, month);
  const storageSkuId = watched.length > 0 ? await findStorageSku(tx) : "";
  const wanted = new Set(watched.map(payerKey));
  return [...byPayer].map(([key, { payer, open }]) => {
    const own = { payer, purse: purses.get(key)!, open, timelines, at };
    const standing = standingOf(own);
    if (!wanted.has(key)) return standing;
    return { ...standing, month: monthOf(own, month, booked.get(key) ?? 0n, storageSkuId) };
  });
}

function listOpen(tx: DbOrTx, organizationIds: readonly string[]) {
  return tx
    .select({
      id: leases.id,
      hostId: leases.hostId,
      projectId: leases.projectId,
      name: leases.name,
      state: leases.state,
      diskGib: leases.diskGib,
      stopKeepsData: leases.stopKeepsData,
      organizationId: leases.organizationId,
      currency: leases.billingCurrency,
    })
    .from(leases)
    .where(and(inArray(leases.organizationId, [...organizationIds]), isNotNull(leases.nextDue)));
}

async function findStorageSku(tx: DbOrTx): Promise<string> {
  const [sku] = await tx.select({ id: skus.id }).from(skus).where(eq(skus.code, STORAGE_SKU));
  return sku?.id ?? "";
}

interface Own {
  payer: Payer;
  purse: Purse;
  open: OpenRow[];
  timelines: Map<string, Timeline>;
  at: Date;
}

function standingOf({ payer, purse, open, timelines, at }: Own): Standing {
  const horizon = new Date(at.getTime() + Number(GUARD_SECONDS) * 1_000);
  const standing: Standing = {
    ...payer,
    purse,
    funds: {
      balanceMicros: purse.balanceMicros,
      owedMicros: purse.owedMicros,
      promoMicros: countedPromoMicros(purse.grants, at),
      creditLimitMicros: purse.creditLimitMicros,
      accruedMicros: 0n,
      heldMicros: purse.heldMicros,
    },
    leftMicros: 0n,
    burnMicrosPerHour: 0n,
    reserveMicros: 0n,
    month: null,
    leases: [],
  };
  for (const { id, hostId, projectId, name, state } of open) {
    const timeline = timelines.get(id)!;
    const reserved = timeline.endedAt ? 0n : reservedMicrosPerHour(timeline, at, horizon);
    standing.funds.accruedMicros += accrue(timeline, at).chargeMicros;
    standing.burnMicrosPerHour += timeline.endedAt ? 0n : burnMicrosPerHour(timeline, at);
    standing.reserveMicros += reserveMicros(reserved);
    standing.leases.push({ id, hostId, projectId, name, state, timeline, reservedMicrosPerHour: reserved });
  }
  standing.leftMicros = leftMicros(standing.funds);
  return standing;
}

/** Use after the month's end is the next month's. */
function monthOf(own: Own, month: BillingMonth, bookedMicros: bigint, storageSkuId: string): MonthStanding {
  const { purse, open, timelines, at } = own;
  const secondsLeft = secondsLeftIn(month, at);
  const seconds = lesserOf(GUARD_SECONDS, secondsLeft);
  const horizon = new Date(at.getTime() + Number(seconds) * 1_000);
  const standing: MonthStanding = {
    ...month,
    spentMicros: bookedMicros,
    capMicros: purse.monthlyCapMicros,
    reserveMicros: 0n,
  };
  for (const { id, state, diskGib, stopKeepsData } of open) {
    const timeline = timelines.get(id)!;
    standing.spentMicros += accruedInMonth(timeline, month, at);
    if (timeline.endedAt) continue;
    standing.reserveMicros += reserveMicros(reservedMicrosPerHour(timeline, at, horizon), seconds);
    if (state !== "stopping" || stopKeepsData)
      standing.reserveMicros += reserveMicros(
        storageMicrosPerHour(timeline, storageSkuId, diskGib, at, horizon),
        secondsLeft,
      );
  }
  return standing;
}

export interface OpenCustomer {
  organizationId: string;
  openLeases: number;
}

/** Customers with leases that are not billed to their end; counted in the index alone. */
export async function listOpenCustomers(db: DbOrTx): Promise<OpenCustomer[]> {
  return db
    .select({ organizationId: leases.organizationId, openLeases: sql<number>`count(*)::int` })
    .from(leases)
    .where(isNotNull(leases.nextDue))
    .groupBy(leases.organizationId)
    .orderBy(leases.organizationId);
}

/** Whole customers together until they have `mostLeases`, so that what is held in memory is bounded by the largest of them. */
export function inBatches<T extends OpenCustomer>(customers: readonly T[], mostLeases: number): T[][] {
  const batches: T[][] = [];
  let room = 0;
  for (const customer of customers) {
    if (batches.length === 0 || customer.openLeases > room) {
      batches.push([]);
      room = mostLeases;
    }
    batches.at(-1)!.push(customer);
    room -= Math.max(1, customer.openLeases);
  }
  return batches;
}
