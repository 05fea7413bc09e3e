import { and, eq, inArray, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import type { DbOrTx, Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { hosts, leases } from "@/db/schema";
import type { Context } from "@/lib/context";
import { CUT_OFF_LIMIT_MS, SILENT_LIMIT_MS } from "@/lib/core/leases/outage";
import { settings } from "@/lib/env";
import { endOutage } from "./end-outage";
import { isolate } from "./isolate";
import { lockHost, lockLease } from "./locks";
import { becomeUnreachable, settleFailedBoot, settleStop } from "./transitions";
import type { Lease } from "./types";

const BATCH = 200;

/**
 * Acts on what did not happen: a boot past its limit fails at zero cost, an agent silent for too long makes its leases
 * unreachable from the last proof, and a host that is locked does so at once; a stop that nobody confirms ends there, and what stays unreachable is
 * stopped with its data kept. Any number of workers may run it; each lease is looked
 * at again under its lock. Answers how many leases changed.
 */
export async function watchLeases(ctx: Context): Promise<number> {
  const now = await databaseNow(ctx.db);
  const silentSince = new Date(now.getTime() - settings().silenceMs);
  const suspects = await ctx.db
    .select({ id: leases.id, hostId: leases.hostId })
    .from(leases)
    .where(
      and(
        isNull(leases.endedAt),
        or(
          and(eq(leases.state, "provisioning"), lt(leases.bootDeadlineAt, now)),
          and(eq(leases.state, "running"), lt(leases.proofAt, silentSince)),
          and(eq(leases.state, "running"), inArray(leases.hostId, lockedHosts(ctx.db))),
          and(
            eq(leases.state, "stopping"),
            lt(leases.stopRequestedAt, silentSince),
            sql`coalesce(${leases.proofAt}, ${leases.stopRequestedAt}) < ${silentSince.toISOString()}::timestamptz`,
          ),
          and(eq(leases.state, "unreachable"), isOutageLong(now)),
        ),
      ),
    )
    .limit(BATCH);
  let changed = 0;
  for (const suspect of suspects)
    changed +=
      (await isolate(ctx.db, suspect.id, async (tx) => {
        await lockHost(tx, suspect.hostId);
        return (await judge(tx, ctx, await lockLease(tx, suspect.id))) ? 1 : 0;
      })) ?? 0;
  return changed;
}

/** Looked for as `outageEnd` judges, for those that are still waited for would crowd out the rest. */
function isOutageLong(now: Date) {
  const silentSince = new Date(now.getTime() - SILENT_LIMIT_MS).toISOString();
  const cutOffSince = new Date(now.getTime() - CUT_OFF_LIMIT_MS).toISOString();
  return sql`${leases.provenThrough} <= ${silentSince}::timestamptz AND (${leases.provenThrough} <= ${cutOffSince}::timestamptz OR EXISTS (
    SELECT 1 FROM ${hosts} WHERE ${hosts.id} = ${leases.hostId}
      AND (${hosts.lastSeenAt} <= ${silentSince}::timestamptz OR ${hosts.facts} ->> 'bootId' IS DISTINCT FROM ${leases.hostBootId})))`;
}

const lockedHosts = (db: DbOrTx) => db.select({ id: hosts.id }).from(hosts).where(isNotNull(hosts.lockedAt));

/** Nothing that it says is taken any more: its leases need not wait for their silence. */
async function isHostLocked(tx: Transaction, { hostId }: Lease): Promise<boolean> {
  const [host] = await tx.select({ lockedAt: hosts.lockedAt }).from(hosts).where(eq(hosts.id, hostId));
  return host!.lockedAt !== null;
}

async function judge(tx: Transaction, ctx: Context, lease: Lease): Promise<boolean> {
  const at = await databaseNow(tx);
  const { silenceMs } = settings();
  const silentMs = at.getTime() - (lease.proofAt ?? lease.stopRequestedAt ?? at).getTime();
  if (lease.state === "provisioning" && lease.bootDeadlineAt <= at) {
    const reason = `SSH did not answer within ${Math.round(settings().bootLimitMs / 1000)} s; nothing was charged`;
    await settleFailedBoot(tx, lease, { at, source: "platform", reason });
    return true;
  }
  if (lease.state === "running" && silentMs >= silenceMs) {
    const reason = `The host has proved nothing for ${Math.floor(silentMs / 1000)} s`;
    await becomeUnreachable(tx, lease, { source: "platform", reason });
    return true;
  }
  if (lease.state === "running" && (await isHostLocked(tx, lease))) {
    const reason = "Its host is locked: nothing that it says is taken until its operator has enrolled it again";
    await becomeUnreachable(tx, lease, { source: "platform", reason });
    return true;
  }
  if (lease.state === "stopping" && silentMs >= silenceMs) {
    const reason = `${lease.endReason ?? "Stopped"}; the host was silent, so it ends ${lease.proofAt ? "at the last proof" : "here"}`;
    const end = lease.proofAt ? lease.provenThrough : at;
    await settleStop(tx, lease, { at: end, source: "platform", reason });
    return true;
  }
  return lease.state === "unreachable" && (await endOutage(tx, ctx, lease, at));
}
