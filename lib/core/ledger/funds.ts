import { lesserOf } from "@/lib/core/money";
import { hourFloor, nextHour, SECOND_MS } from "@/lib/core/time";

const SECONDS_PER_HOUR = 3_600n;

/** What is left of one grant of promotional money. */
export interface Grant {
  remainingMicros: bigint;
  expiresAt: Date;
}

/** One customer's money in one currency: the one definition that launch, guard, balance page and desk go by. */
export interface Funds {
  /** Prepaid, as booked; below zero for a customer on credit. */
  balanceMicros: bigint;
  /** Of unpaid invoices: credit that is used up. Zero or more. */
  owedMicros: bigint;
  /** Promotional money that counts (`countedPromoMicros`). */
  promoMicros: bigint;
  /** How far below zero the balance may go; zero for a prepaid customer. */
  creditLimitMicros: bigint;
  /** Used and not booked yet, tax and conversion included, unproven time as well. */
  accruedMicros: bigint;
  /** Set aside for leases that hold capacity. */
  heldMicros: bigint;
}

/** What is left down to the floor, which is minus the credit limit: prepaid − owed + promo + credit limit − accrued. */
export function leftMicros(funds: Omit<Funds, "heldMicros">): bigint {
  return funds.balanceMicros - funds.owedMicros + funds.promoMicros + funds.creditLimitMicros - funds.accruedMicros;
}

/** What a launch can set aside: what is left, less what is set aside already. */
export function availableMicros(funds: Funds): bigint {
  return leftMicros(funds) - funds.heldMicros;
}

/** Micros that are missing to set `hold` aside; zero where there is enough. */
export function missingMicros(funds: Funds, hold: bigint): bigint {
  const missing = hold - availableMicros(funds);
  return missing > 0n ? missing : 0n;
}

/** Running use is booked at the hour's end, and only a grant that lasts until then pays for it. */
function counts(grant: Grant, at: Date): boolean {
  return grant.remainingMicros > 0n && grant.expiresAt.getTime() >= nextHour(at).getTime();
}

/** Grants that can still be relied on at `at`, the one that expires first before the others, as they are used. */
export function countedGrants(grants: readonly Grant[], at: Date): Grant[] {
  return grants.filter((grant) => counts(grant, at)).sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime());
}

export function countedPromoMicros(grants: readonly Grant[], at: Date): bigint {
  return countedGrants(grants, at).reduce((sum, grant) => sum + grant.remainingMicros, 0n);
}

export interface Burn {
  funds: Omit<Funds, "heldMicros" | "promoMicros">;
  grants: readonly Grant[];
  /** What must be left for the guard's next look and the stop (money.md, Prepaid guard). */
  reserveMicros: bigint;
  microsPerHour: bigint;
  at: Date;
}

/**
 * Whole seconds until the guard stops what runs now, rounded down; null while nothing costs. What has accrued is paid by the grants
 * first; what a grant does not pay before it expires is lost on the way.
 */
export function runwaySeconds({ funds, grants, reserveMicros, microsPerHour, at }: Burn): bigint | null {
  if (microsPerHour <= 0n) return null;
  const usable = countedGrants(grants, at);
  const promoMicros = usable.reduce((sum, grant) => sum + grant.remainingMicros, 0n);
  // in micros × seconds per hour, so that no step rounds: by then as much is spent as there was
  let end = (leftMicros({ ...funds, promoMicros }) - reserveMicros) * SECONDS_PER_HOUR;
  if (end <= 0n) return 0n;
  let accrued = funds.accruedMicros;
  let from = 0n;
  for (const grant of usable) {
    const paid = lesserOf(grant.remainingMicros, accrued);
    accrued -= paid;
    const remaining = (grant.remainingMicros - paid) * SECONDS_PER_HOUR;
    const lastSecond = Math.floor((hourFloor(grant.expiresAt).getTime() - at.getTime()) / SECOND_MS);
    const until = BigInt(lastSecond) * microsPerHour;
    if (end <= until) break;
    const usedUp = from + remaining;
    if (usedUp > until) {
      end -= usedUp - until;
      if (end < until) end = until;
    }
    from = lesserOf(usedUp, until);
  }
  return end / microsPerHour;
}
