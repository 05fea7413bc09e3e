import { secondsLeftIn } from "@/lib/core/billing-month";
import { runwaySeconds } from "@/lib/core/ledger/funds";
import { reserveMicros as reserveFor } from "@/lib/core/ledger/holds";
import type { Standing } from "./standings";

const SECONDS_PER_HOUR = 3_600n;

/** Time until the guard stops what runs now, and what runs out then. */
export interface Runway {
  seconds: bigint;
  limitedBy: "balance" | "cap";
}

/** Whichever ends first at the present burn: the money, or the month's cap. Null while nothing costs. */
export function runwayOf(standing: Standing, at: Date): Runway | null {
  const { funds, purse, reserveMicros, burnMicrosPerHour, month } = standing;
  const money = runwaySeconds({ funds, grants: purse.grants, reserveMicros, microsPerHour: burnMicrosPerHour, at });
  if (money === null) return null;
  if (month && month.capMicros !== null) {
    const room = month.capMicros - month.spentMicros - month.reserveMicros;
    const seconds = room > 0n ? (room * SECONDS_PER_HOUR) / burnMicrosPerHour : 0n;
    if (seconds < money && seconds < secondsLeftIn(month, at)) return { seconds, limitedBy: "cap" };
  }
  return { seconds: money, limitedBy: "balance" };
}

export interface Shortage {
  limitedBy: Runway["limitedBy"];
  /** Not even the data of what is stopped already can be paid for. */
  storageToo: boolean;
}

/** What keeps a customer's leases from going on until the guard's next look; null where nothing does. */
export function shortageOf({ leftMicros, reserveMicros, month, leases }: Standing): Shortage | null {
  if (leftMicros < reserveMicros) {
    const stored = leases.filter((lease) => lease.state === "stopped");
    const needed = stored.reduce((sum, lease) => sum + reserveFor(lease.reservedMicrosPerHour), 0n);
    return { limitedBy: "balance", storageToo: leftMicros < needed };
  }
  if (month && month.capMicros !== null && month.spentMicros + month.reserveMicros > month.capMicros)
    return { limitedBy: "cap", storageToo: false };
  return null;
}
