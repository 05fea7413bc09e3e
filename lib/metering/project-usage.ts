import { and, eq } from "drizzle-orm";
import { leases, projects, usageSegments } from "@/db/schema";
import type { Context } from "@/lib/context";
import { addAdjustment, listBookedAdjustments } from "./adjustment-sums";
import {
  add,
  chargedIn,
  inScope,
  listUnbooked,
  nothing,
  type Period,
  put,
  report,
  sums,
  type Usage,
  type UsageReport,
} from "./usage-queries";

export interface ProjectUsage extends Usage {
  /** Null: of no project. */
  projectId: string | null;
  name: string | null;
}

/** Projects with billed use, dearest first; what is of none is a row of its own. */
export function usageByProject(ctx: Pick<Context, "db" | "actor">, period: Period): Promise<UsageReport<ProjectUsage>> {
  return report(ctx, period, async (tx, scope) => {
    const booked = await tx
      .select({ projectId: leases.projectId, ...sums })
      .from(leases)
      .innerJoin(usageSegments, eq(usageSegments.leaseId, leases.id))
      .where(and(inScope(scope), chargedIn(scope)))
      .groupBy(leases.projectId);
    const rows = new Map(booked.map((row) => [row.projectId ?? "", { ...row, unbookedMicros: 0n }]));
    const own = await tx.select({ id: leases.id, projectId: leases.projectId }).from(leases).where(inScope(scope));
    const projectOf = new Map(own.map((lease) => [lease.id, lease.projectId]));
    const rowOf = (leaseId: string) => {
      const projectId = projectOf.get(leaseId) ?? null;
      return rows.get(projectId ?? "") ?? put(rows, projectId ?? "", { projectId, ...nothing() });
    };
    for (const segment of await listUnbooked(tx, scope)) add(rowOf(segment.leaseId), segment);
    for (const adjustment of await listBookedAdjustments(tx, scope))
      addAdjustment(rowOf(adjustment.leaseId), adjustment);
    const names = await tx
      .select({ id: projects.id, name: projects.name })
      .from(projects)
      .where(eq(projects.organizationId, scope.organizationId));
    const nameOf = new Map(names.map((project) => [project.id, project.name]));
    return [...rows.values()]
      .map((row) => ({ ...row, name: row.projectId === null ? null : nameOf.get(row.projectId)! }))
      .sort((a, b) => (a.chargeMicros < b.chargeMicros ? 1 : -1));
  });
}
