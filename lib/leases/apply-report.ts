import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { hosts, leases } from "@/db/schema";
import type { Context } from "@/lib/context";
import type { AgentReport, ReportResponse } from "@/lib/core/contracts/agent";
import { settings } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { recordHostReport } from "@/lib/fleet/record-host-report";
import { recordReboot } from "@/lib/fleet/record-reboot";
import { type HeardHost, hearUnchanged, printOf } from "@/lib/fleet/unchanged-report";
import { isolate } from "./isolate";
import { lockHost } from "./locks";
import { observeAbsence, observeInstance, proveUnchanged, recordProofs } from "./observe-instance";
import type { ProvenLease } from "./proven-lease";

/**
 * Takes one signed report of a host: its facts and accelerators, then what it saw of each lease that is placed on it. One
 * transaction; the same report again changes nothing more. A lease that its part of the report cannot be applied to is left as
 * it was, for the host's other leases must not go unproven for it.
 */
export async function applyReport(
  ctx: Context,
  report: AgentReport,
  { print = printOf(report.facts, report.accelerators) }: { print?: string } = {},
): Promise<ReportResponse> {
  const { actor } = ctx;
  if (actor.type !== "host") throw new AppError("unauthenticated", "Only a host's agent may report.");
  return ctx.db.transaction(async (tx) => {
    const heard = await hearUnchanged(tx, actor.hostId, print);
    const at = heard?.at ?? (await recordNews(tx, ctx, actor.hostId, report, print));
    const placed = await tx
      .select()
      .from(leases)
      .where(and(eq(leases.hostId, actor.hostId), isNull(leases.endedAt)))
      .orderBy(leases.id)
      .for("no key update");
    const seen = new Map(report.instances.map((instance) => [instance.leaseId, instance]));
    const moment = { at, sentAt: new Date(report.sentAt), facts: report.facts };
    const proofs: ProvenLease[] = [];
    let isRevisionKnown = heard !== null;
    for (const lease of placed) {
      const instance = seen.get(lease.id);
      const unchanged = proveUnchanged(lease, instance, moment);
      if (!unchanged) isRevisionKnown = false;
      const proof =
        unchanged ??
        (await isolate(tx, lease.id, (own) =>
          instance ? observeInstance(own, lease, instance, moment) : observeAbsence(own, lease, moment),
        ));
      if (proof) proofs.push(proof);
    }
    await recordProofs(tx, proofs, at);
    if (heard && isRevisionKnown) return answerReport(heard);
    const [host] = await tx.select({ revision: hosts.desiredRevision }).from(hosts).where(eq(hosts.id, actor.hostId));
    return answerReport({ at, desiredRevision: host?.revision ?? 0 });
  });
}

export const answerReport = ({ at, desiredRevision }: HeardHost): ReportResponse => ({
  serverTime: at.toISOString(),
  heartbeatMs: settings().heartbeatMs,
  desiredRevision,
});

/** Gives the moment, read under the host's lock. */
async function recordNews(
  tx: Transaction,
  ctx: Context,
  hostId: string,
  report: AgentReport,
  print: string,
): Promise<Date> {
  await lockHost(tx, hostId);
  const at = await databaseNow(tx);
  await recordReboot(tx, ctx, hostId, report.facts, at);
  await recordHostReport(tx, hostId, report, at, print);
  return at;
}
