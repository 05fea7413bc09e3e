import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { texts } from "@/db/arrays";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { hosts, leases } from "@/db/schema";
import type { Context } from "@/lib/context";
import {
  describeJudgement,
  FAILURES_THAT_COUNT,
  PROBE_FRESH_MS,
  PROBE_QUORUM,
  unreachableFrom,
} from "@/lib/core/leases/reachability";
import { recordHostEvent } from "@/lib/fleet/record-host-event";
import { findOpenInterval } from "./intervals";
import { isolate } from "./isolate";
import { type Reached, readLiveProbes, readVerdicts } from "./reach-verdicts";
import { becomeUnreachable } from "./transitions";
import type { Lease } from "./types";

/** Leases a round. */
export const JUDGED_AT_ONCE = 500;

interface Suspects extends Record<string, unknown> {
  hostId: string;
  leaseIds: string[];
}

/**
 * Declares unreachable what runs by its host's word and does not answer a quorum of the platform's own probes. Probes tell and change
 * no lease; any number of workers may run this: a host that another one, or its agent's report, holds is left to the next round. Answers
 * how many leases changed. The way back is the host's next report (`observeInstance`), once the quorum answers.
 */
export async function judgeReachability(ctx: Context): Promise<number> {
  const live = await readLiveProbes(ctx.db);
  if (live.length < PROBE_QUORUM) return 0;
  const { rows } = await ctx.db.execute<Suspects>(sql`
    SELECT host_id AS "hostId", array_agg(id ORDER BY id) AS "leaseIds" FROM (
      SELECT l.id, l.host_id FROM probe_opinions o JOIN leases l ON l.id = o.lease_id AND l.incarnation = o.incarnation
      WHERE o.failures >= ${FAILURES_THAT_COUNT} AND l.state = 'running' AND o.probe = ANY(${texts(live)})
        AND o.looked_at > platform_now() - make_interval(secs => ${PROBE_FRESH_MS / 1_000})
      GROUP BY l.id, l.host_id HAVING count(*) >= ${PROBE_QUORUM} LIMIT ${JUDGED_AT_ONCE}) AS suspects
    GROUP BY host_id`);
  let changed = 0;
  for (const { hostId, leaseIds } of rows)
    changed += (await isolate(ctx.db, leaseIds[0]!, (tx) => judgeHost(tx, ctx, hostId, leaseIds))) ?? 0;
  return changed;
}

async function judgeHost(tx: Transaction, ctx: Context, hostId: string, leaseIds: string[]): Promise<number> {
  const [host] = await tx
    .select({ id: hosts.id })
    .from(hosts)
    .where(eq(hosts.id, hostId))
    .for("no key update", { skipLocked: true });
  if (!host) return 0;
  const locked = await tx
    .select()
    .from(leases)
    .where(and(inArray(leases.id, leaseIds), eq(leases.state, "running")))
    .orderBy(asc(leases.id))
    .for("no key update");
  if (locked.length === 0) return 0;
  const at = await databaseNow(tx);
  const verdicts = await readVerdicts(tx, locked, at);
  const declared: { lease: Lease; reached: Reached }[] = [];
  for (const lease of locked) {
    const reached = verdicts.get(lease.id)!;
    if (reached.verdict !== "silent" || !reached.silentSince) continue;
    if (await isolate(tx, lease.id, (own) => declare(own, lease, reached, at))) declared.push({ lease, reached });
  }
  const [first] = declared;
  if (first)
    await recordHostEvent(tx, ctx, {
      hostId,
      kind: "unreachable_outside",
      summary: `${instances(declared.length)} not reachable from outside: ${describeJudgement(first.reached)}`,
      details: { leases: declared.map(({ lease }) => lease.id), silentSince: first.reached.silentSince },
      at,
    });
  return declared.length;
}

const instances = (count: number) => (count === 1 ? "An instance is" : `${count} instances are`);

async function declare(tx: Transaction, lease: Lease, reached: Reached, at: Date): Promise<boolean> {
  const open = await findOpenInterval(tx, lease.id);
  if (open?.state !== "running") return false;
  const span = { from: open.during.from, billedThrough: lease.billedThrough };
  const from = unreachableFrom(reached.silentSince!, reached.everAnswered, span);
  await becomeUnreachable(tx, lease, {
    source: "probe",
    reason: `Not reachable from outside: ${describeJudgement(reached)}`,
    from,
    detail: { declaredAt: at.toISOString(), silentSince: reached.silentSince!.toISOString(), probes: told(reached) },
  });
  return true;
}

function told({ opinions }: Reached) {
  return opinions.map(({ probe, failures, failingSince, reason }) => ({
    probe,
    failures,
    failingSince: failingSince?.toISOString() ?? null,
    reason: failures > 0 ? reason : null,
  }));
}
