import { and, desc, eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { hosts, leaseEvents, leases } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import { outageDeadline } from "@/lib/core/leases/outage";
import { settings } from "@/lib/env";
import { authorize } from "@/lib/identity/authorize";
import { ownLeases } from "./own-leases";
import { readVerdicts } from "./reach-verdicts";

export interface LeaseReach {
  /** From when on it is not billed. */
  since: Date;
  /** Who said so: its host's agent, the platform's probes, or the platform for want of any word. */
  declaredBy: "agent" | "probe" | "platform";
  /** When its host's agent last reported, and whether that is as it should be. */
  heardAt: Date;
  isHeard: boolean;
  hasRestarted: boolean;
  /** Of the platform's probes that can tell now: how many do not reach it, and how they fail. */
  probes: number;
  failing: number;
  reasons: string[];
  /** When it is stopped with its data kept, if nothing changes. */
  waitsUntil: Date;
}

/** Who sees what of an unreachable lease of the signed-in organization; null where it is not unreachable. */
export async function findLeaseReach(
  asked: Pick<Context, "db" | "actor">,
  leaseId: string,
): Promise<LeaseReach | null> {
  const ctx = acrossTenants(asked, "whether its host is heard of, and which probes count, is no customer's row");
  const actor = authorize(ctx, "lease.view");
  const [found] = await ctx.db
    .select({ lease: leases, heardAt: hosts.lastSeenAt, facts: hosts.facts })
    .from(leases)
    .innerJoin(hosts, eq(hosts.id, leases.hostId))
    .where(and(eq(leases.id, leaseId), eq(leases.state, "unreachable"), ownLeases(actor)));
  if (!found) return null;
  const { lease, heardAt, facts } = found;
  const now = await databaseNow(ctx.db);
  const [declared] = await ctx.db
    .select({ source: leaseEvents.source, at: leaseEvents.at })
    .from(leaseEvents)
    .where(and(eq(leaseEvents.leaseId, leaseId), eq(leaseEvents.kind, "lease.unreachable")))
    .orderBy(desc(leaseEvents.seq))
    .limit(1);
  const verdict = (await readVerdicts(ctx.db, [lease], now)).get(leaseId)!;
  const outage = { since: lease.provenThrough, heardAt, hasRestarted: lease.hostBootId !== facts.bootId };
  const isHeard = now.getTime() - heardAt.getTime() < settings().silenceMs;
  const source = declared?.source ?? "platform";
  return {
    ...outage,
    since: declared?.at ?? outage.since,
    declaredBy: source === "customer" ? "platform" : source,
    isHeard,
    probes: verdict.of,
    failing: verdict.failing,
    reasons: verdict.reasons,
    waitsUntil: outageDeadline(outage, isHeard),
  };
}
