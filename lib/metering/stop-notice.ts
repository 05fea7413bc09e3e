import { and, eq, inArray, isNull } from "drizzle-orm";
import type { DbOrTx, Transaction } from "@/db/client";
import { notices } from "@/db/schema";
import { BOUND_SECONDS, reserveMicros as reserveFor } from "@/lib/core/ledger/holds";
import { CURRENCIES, type Currency, formatMoney } from "@/lib/core/money";
import { ROLES } from "@/lib/core/permissions";
import { type NoticeInput, type NoticeMail, raiseNotice } from "@/lib/identity/notices";
import type { Shortage } from "@/lib/leases/runway";
import type { OpenLease, Standing } from "@/lib/leases/standings";
import type { Payer } from "@/lib/ledger/purses";

const DAY_MS = 86_400_000;
type Limit = Shortage["limitedBy"];
/** One stop is open per payer and reason: each currency's money runs out by itself. */
const stopKey = (limitedBy: Limit, currency: Currency) => `${limitedBy}.stopped:${currency}`;
const STOP_KEYS = CURRENCIES.flatMap((currency) => [stopKey("balance", currency), stopKey("cap", currency)]);

interface StoppedLease {
  id: string;
  name: string;
  /** What setting it up again would set aside. */
  neededMicros: string;
}

/**
 * Says what the guard stops, with what it stopped before in the same stop: by another round, which may have been killed halfway.
 * `detail.neededMicros`: what setting all of that up again would set aside.
 */
export async function raiseStopNotice(
  tx: Transaction,
  standing: Standing,
  { limitedBy }: Shortage,
  stopping: readonly OpenLease[],
  at: Date,
): Promise<void> {
  const key = stopKey(limitedBy, standing.currency);
  const stopped = new Map((await stoppedBefore(tx, standing, key)).map((lease) => [lease.id, lease]));
  for (const { id, name, reservedMicrosPerHour } of stopping)
    stopped.set(id, { id, name, neededMicros: String(reserveFor(reservedMicrosPerHour, BOUND_SECONDS)) });
  const all = [...stopped.values()];
  const keptUntil = new Date(at.getTime() + standing.purse.dataRetentionDays * DAY_MS);
  const mail = stopMail(standing, limitedBy, all, keptUntil);
  await raiseNotice(tx, { ...stopNotice(key, standing, limitedBy, all), mail }, at);
}

/** Of the first round of a stop, which names all that it stops. */
function stopMail(
  { currency, leftMicros, month }: Standing,
  limitedBy: Limit,
  all: StoppedLease[],
  keptUntil: Date,
): NoticeMail {
  const room = limitedBy === "cap" && month ? (month.capMicros ?? 0n) - month.spentMicros : leftMicros;
  return {
    template: "stopped",
    props: {
      limitedBy,
      instances: all.map((lease) => lease.name),
      left: formatMoney(room, currency),
      keptUntil: keptUntil.toISOString(),
      href: "/billing",
    },
    roles: ROLES,
  };
}

async function stoppedBefore(tx: Transaction, { organizationId }: Payer, key: string): Promise<StoppedLease[]> {
  const [open] = await tx
    .select({ detail: notices.detail })
    .from(notices)
    .where(and(eq(notices.organizationId, organizationId), eq(notices.key, key), isNull(notices.endedAt)))
    .for("update");
  return (open?.detail.leases ?? []) as StoppedLease[];
}

function stopNotice(key: string, standing: Standing, limitedBy: Limit, stopped: StoppedLease[]): NoticeInput {
  const { organizationId, currency, leftMicros, month, purse } = standing;
  const needed = stopped.reduce((sum, lease) => sum + BigInt(lease.neededMicros), 0n);
  const count = `${stopped.length} instance${stopped.length === 1 ? " was" : "s were"} stopped`;
  const names = stopped.slice(0, 5).map((lease) => lease.name);
  const listed = `${names.join(", ")}${stopped.length > names.length ? " and others" : ""}`;
  const common = { organizationId, key, severity: "critical", href: "/billing" } as const;
  const detail = { currency, neededMicros: String(needed), leases: stopped };
  if (limitedBy === "cap" && month)
    return {
      ...common,
      title: `${count}: the monthly cap is reached`,
      body: `${formatMoney(month.spentMicros, currency)} of the cap of ${formatMoney(month.capMicros ?? 0n, currency)} was used in ${month.key} (UTC): ${listed}. Raise the cap to go on this month.`,
      detail: { ...detail, month: month.key },
    };
  return {
    ...common,
    title: `${count}: the balance is used up`,
    body: `${formatMoney(leftMicros, currency)} was left, too little for the next minutes of ${listed}. Data is kept for ${purse.dataRetentionDays} days at no charge. Add money and start again.`,
    detail,
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
      and(inArray(notices.organizationId, organizationIds), inArray(notices.key, STOP_KEYS), isNull(notices.endedAt)),
    );
  return open.map(({ organizationId, key, detail }) => ({
    organizationId: organizationId!,
    key,
    currency: detail.currency as Currency,
    neededMicros: BigInt(String(detail.neededMicros)),
    month: detail.month === undefined ? null : String(detail.month),
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
