import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import { isolate } from "@/lib/leases/isolate";
import { retainLease } from "@/lib/leases/retain-lease";
import { type Shortage, shortageOf } from "@/lib/leases/runway";
import { inBatches, type OpenLease, readStandings, type Standing } from "@/lib/leases/standings";
import { listDoubtfulCustomers } from "./doubtful-customers";
import { readSnapshot } from "./snapshot";
import { raiseStopNotice } from "./stop-notice";

/** Leases whose histories are in memory at a time; a customer's are never split. */
const BATCH_LEASES = 500;
const DAY_MS = 86_400_000;
/** What the guard ends; a stopped lease costs storage, and what is stopping ends by itself. */
const COMPUTES: readonly OpenLease["state"][] = ["provisioning", "running", "unreachable"];

const REASONS: Record<Shortage["limitedBy"], string> = {
  balance: "Stopped: the prepaid balance is used up",
  cap: "Stopped: the monthly cap is reached",
};

interface Verdict {
  standing: Standing;
  shortage: Shortage;
  at: Date;
}

/**
 * Stops all that computes for customers whose money, or room under the month's cap, would not last until the next look and the stop itself:
 * left < Σ R/3600 × (tick + stop), R with tax and converted. The rest of each hold is what a silent agent may still prove. Data is kept; where not
 * even that is paid for, it is kept free for the agreed days. Any number of guards may run at once. Answers how many leases it acted on.
 */
export async function guardBalances(ctx: Context): Promise<number> {
  let stopped = 0;
  for (const batch of inBatches(await listDoubtfulCustomers(ctx.db), BATCH_LEASES)) {
    const verdicts = await judge(
      ctx,
      batch.map((customer) => customer.organizationId),
    );
    for (const verdict of verdicts) stopped += await enforce(ctx, verdict);
  }
  return stopped;
}

/** Balances, cursors and intervals of one snapshot: else a lease that is booked in between would count twice. */
function judge(ctx: Context, organizationIds: string[]): Promise<Verdict[]> {
  return readSnapshot(ctx.db, async (tx) => {
    const at = await databaseNow(tx);
    const standings = await readStandings(tx, organizationIds, at);
    return standings.flatMap((standing) => {
      const shortage = shortageOf(standing);
      return shortage ? [{ standing, shortage, at }] : [];
    });
  });
}

async function enforce(ctx: Context, { standing, shortage, at }: Verdict): Promise<number> {
  const running = standing.leases.filter((lease) => COMPUTES.includes(lease.state));
  const stored = standing.leases.filter((lease) => lease.state === "stopped" && shortage.storageToo);
  const until = new Date(at.getTime() + standing.purse.dataRetentionDays * DAY_MS);
  const reason = REASONS[shortage.limitedBy];
  let acted = 0;
  for (const lease of running) {
    const stopped = await isolate(ctx.db, lease.id, async (tx) => {
      if (!(await retainLease(tx, lease, until, reason))) return false;
      await raiseStopNotice(tx, standing, shortage, running, at);
      return true;
    });
    if (stopped) acted += 1;
  }
  for (const lease of stored)
    if (await isolate(ctx.db, lease.id, (tx) => retainLease(tx, lease, until, reason))) acted += 1;
  return acted;
}
