import { and, inArray, isNull } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { notices } from "@/db/schema";
import { BOUND_SECONDS, reserveMicros as reserveFor } from "@/lib/core/ledger/holds";
import { type Currency, formatMoney } from "@/lib/core/money";
import type { NoticeInput } from "@/lib/identity/notices";
import type { Shortage } from "@/lib/leases/runway";
import type { OpenLease, Standing } from "@/lib/leases/standings";
import type { Payer } from "@/lib/ledger/purses";

const STOPPED_FOR_BALANCE = "balance.stopped";
const STOPPED_FOR_CAP = "cap.stopped";

/** What a stop by the guard tells the customer. `detail.neededMicros`: what setting the same leases up again would set aside. */
export function stopNotice(standing: Standing, { limitedBy }: Shortage, stopped: readonly OpenLease[]): NoticeInput {
  const { organizationId, currency, leftMicros, month } = standing;
  const needed = stopped.reduce((sum, lease) => sum + reserveFor(lease.reservedMicrosPerHour, BOUND_SECONDS), 0n);
  const count = `${stopped.length} instance${stopped.length === 1 ? " was" : "s were"} stopped`;
  const names = stopped.slice(0, 5).map((lease) => lease.name);
  const listed = `${names.join(", ")}${stopped.length > names.length ? " and others" : ""}`;
  const common = { organizationId, severity: "critical", href: "/billing" } as const;
  if (limitedBy === "cap" && month)
    return {
      ...common,
      key: STOPPED_FOR_CAP,
      title: `${count}: the monthly cap is reached`,
      body: `${formatMoney(month.spentMicros, currency)} of the cap of ${formatMoney(month.capMicros ?? 0n, currency)} was used in ${month.key} (UTC): ${listed}. Raise the cap to go on this month.`,
      detail: { currency, neededMicros: String(needed), month: month.key },
    };
  return {
    ...common,
    key: STOPPED_FOR_BALANCE,
    title: `${count}: the balance is used up`,
    body: `${formatMoney(leftMicros, currency)} was left, too little for the next minutes of ${listed}. Data is kept for ${standing.purse.dataRetentionDays} days at no charge. Add money and start again.`,
    detail: { currency, neededMicros: String(needed) },
  };
}

export interface Stop extends Payer {
  key: string;
  neededMicros: bigint;
  /** Of a stop for the cap. */
  month: string | null;
}

/** Stops that customers have not come out of yet. */
export async function loadStops(tx: DbOrTx, organizationIds: string[]): Promise<Stop[]> {
  const open = await tx
    .select({ organizationId: notices.organizationId, key: notices.key, detail: notices.detail })
    .from(notices)
    .where(
      and(
        inArray(notices.organizationId, organizationIds),
        inArray(notices.key, [STOPPED_FOR_BALANCE, STOPPED_FOR_CAP]),
        isNull(notices.endedAt),
      ),
    );
  return open.map(({ organizationId, key, detail }) => ({
    organizationId: organizationId!,
    key,
    currency: detail.currency as Currency,
    neededMicros: BigInt(String(detail.neededMicros)),
    month: key === STOPPED_FOR_CAP ? String(detail.month) : null,
  }));
}

/**
 * A stop is over once what was stopped can be set up again: the money, or the room under the cap, covers what that sets aside; a cap's stop ends
 * with its month besides.
 */
export function isStopOver(stop: Stop, { leftMicros, reserveMicros, month }: Standing): boolean {
  if (stop.month === null) return leftMicros - reserveMicros >= stop.neededMicros;
  if (!month || month.capMicros === null || month.key !== stop.month) return true;
  return month.capMicros - month.spentMicros - month.reserveMicros >= stop.neededMicros;
}
