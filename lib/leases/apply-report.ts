import { and, eq, isNull } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { hosts, leases } from "@/db/schema";
import type { Context } from "@/lib/context";
import type { AgentReport, ReportResponse } from "@/lib/core/contracts/agent";
import { settings } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { recordHostReport } from "@/lib/fleet/record-host-report";
import { recordReboot } from "@/lib/fleet/record-reboot";
import { isolate } from "./isolate";
import { lockHost } from "./locks";
import { observeAbsence, observeInstance, proveUnchanged, recordProofs } from "./observe-instance";
import type { ProvenLease } from "./proven-lease";

/**
 * Takes one signed report of a host: its facts and accelerators, then what it saw of each lease that is placed on it. One
 * transaction; the same report again changes nothing more. A lease that its part of the report cannot be applied to is left as
 * it was, for the host's other leases must not go unproven for it.
 */
export async function applyReport(ctx: Context, report: AgentReport): Promise<ReportResponse> {
  const { actor } = ctx;
  if (actor.type !== "host") throw new AppError("unauthenticated", "Only a host's agent may report.");
  return ctx.db.transaction(async (tx) => {
    await lockHost(tx, actor.hostId);
    const at = await databaseNow(tx);
    await recordReboot(tx, ctx, actor.hostId, report.facts, at);
    await recordHostReport(tx, actor.hostId, report, at);
    const placed = await tx
      .select()
      .from(leases)
      .where(and(eq(leases.hostId, actor.hostId), isNull(leases.endedAt)))
      .orderBy(leases.id)
      .for("no key update");
    const seen = new Map(report.instances.map((instance) => [instance.leaseId, instance]));
    const moment = { at, sentAt: new Date(report.sentAt), facts: report.facts };
    const proofs: ProvenLease[] = [];
    for (const lease of placed) {
      const instance = seen.get(lease.id);
      const proof =
        proveUnchanged(lease, instance, moment) ??
        (await isolate(tx, lease.id, (own) =>
          instance ? observeInstance(own, lease, instance, moment) : observeAbsence(own, lease, moment),
        ));
      if (proof) proofs.push(proof);
    }
    await recordProofs(tx, proofs, at);
    const [host] = await tx.select({ revision: hosts.desiredRevision }).from(hosts).where(eq(hosts.id, actor.hostId));
    return {
      serverTime: at.toISOString(),
      heartbeatMs: settings().heartbeatMs,
      desiredRevision: host?.revision ?? 0,
    };
  });
}
