import { and, desc, eq, inArray } from "drizzle-orm";
import type { Database, DbOrTx, Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { leaseEvents, probeOpinions, probes } from "@/db/schema";
import { type Judgement, judgeOpinions, type ProbeOpinion, probeState } from "@/lib/core/leases/reachability";
import type { Lease } from "./types";

export interface Reached extends Judgement {
  /** Whether any probe ever saw it answer at its present endpoint. */
  everAnswered: boolean;
  opinions: ProbeOpinion[];
}

/** Those whose word counts now. */
export async function readLiveProbes(db: Database): Promise<string[]> {
  const [tallies, now] = await Promise.all([db.select().from(probes), databaseNow(db)]);
  return tallies.filter((probe) => probeState(probe, now) === "live").map(({ name }) => name);
}

/** What the probes make of these leases at their present endpoints, by lease; who decides by it holds their locks. */
export async function readVerdicts(tx: DbOrTx, leases: readonly Lease[], now: Date): Promise<Map<string, Reached>> {
  const ids = leases.map(({ id }) => id);
  const [told, tallies] = await Promise.all([
    tx.select().from(probeOpinions).where(inArray(probeOpinions.leaseId, ids)),
    tx.select().from(probes),
  ]);
  return new Map(
    leases.map((lease) => {
      const opinions = told.filter((one) => one.leaseId === lease.id && isOfPresent(lease, one));
      const everAnswered = opinions.some(({ answeredAt }) => answeredAt !== null);
      return [lease.id, { ...judgeOpinions(opinions, tallies, now), everAnswered, opinions }];
    }),
  );
}

function isOfPresent(lease: Lease, told: typeof probeOpinions.$inferSelect): boolean {
  return told.incarnation === lease.incarnation && told.address === lease.sshAddress && told.port === lease.sshPort;
}

/** Whether it was the probes that declared an unreachable lease so. */
export async function wasDeclaredByProbes(tx: Transaction, leaseId: string): Promise<boolean> {
  const [last] = await tx
    .select({ source: leaseEvents.source })
    .from(leaseEvents)
    .where(and(eq(leaseEvents.leaseId, leaseId), eq(leaseEvents.kind, "lease.unreachable")))
    .orderBy(desc(leaseEvents.seq))
    .limit(1);
  return last?.source === "probe";
}
