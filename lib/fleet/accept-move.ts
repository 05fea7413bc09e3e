import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import {
  acceleratorSerials,
  acceleratorSightings,
  accelerators,
  hardwareFindings,
  hosts,
  leaseAccelerators,
} from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { settings } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { goneSubject } from "./hardware-causes";
import { tellOfFindings } from "./hardware-findings";
import { lockStandingFinding } from "./lock-standing-finding";
import { recordHostEvents } from "./record-host-event";
import { type AcceptMoveInput, acceptMoveInput } from "./schemas";

/**
 * An accelerator that its operator took out of one host and put into another is the other's from now on, with its history. Only
 * where the host that had it misses it or is silent, as one that was set up anew is for ever, no lease holds it, and both hosts
 * are one operator's.
 */
export async function acceptMove(ctx: Context, input: AcceptMoveInput): Promise<{ acceleratorId: string }> {
  const { userId } = authorize(ctx, "compliance.manage");
  const { findingId, reason } = parseInput(acceptMoveInput, input);
  return ctx.db.transaction(async (tx) => {
    const { kind, hostId, acceleratorId, subject } = await lockStandingFinding(tx, findingId);
    if (kind !== "uuid_claimed" || !acceleratorId)
      throw new AppError("precondition_failed", "Only an accelerator whose UUID another host reports can be moved.");
    const at = await databaseNow(tx);
    const { from, to } = await findMove(tx, acceleratorId, hostId, at);
    await moveAccelerator(tx, acceleratorId, hostId, at);
    await tx
      .update(hardwareFindings)
      .set({ state: "accepted", decidedBy: userId, decidedAt: at, reason, clearedAt: at })
      .where(eq(hardwareFindings.id, findingId));
    const moved = { acceleratorId, kind: "accelerator_moved" as const, reason, details: { findingId }, at };
    await recordHostEvents(tx, ctx, [
      { ...moved, hostId: from.id, summary: `Accelerator ${subject} moved to ${to.name}` },
      { ...moved, hostId, summary: `Accelerator ${subject} moved here from ${from.name}` },
    ]);
    await tx
      .update(hosts)
      .set({ recordedPrint: null })
      .where(inArray(hosts.id, [from.id, to.id]));
    for (const { id, name, organizationId } of [from, to])
      await tellOfFindings(tx, { hostId: id, hostName: name, organizationId }, at);
    await recordAudit(tx, ctx, {
      action: "accelerator.move",
      targetId: acceleratorId,
      organizationId: to.organizationId,
      detail: { reason, findingId, fromHostId: from.id, toHostId: to.id },
    });
    return { acceleratorId };
  });
}

async function findMove(tx: Transaction, acceleratorId: string, toHostId: string, at: Date) {
  const [accelerator] = await tx.select().from(accelerators).where(eq(accelerators.id, acceleratorId)).for("update");
  const [held] = await tx
    .select({ leaseId: leaseAccelerators.leaseId })
    .from(leaseAccelerators)
    .where(and(eq(leaseAccelerators.acceleratorId, acceleratorId), isNull(leaseAccelerators.releasedAt)));
  const fromHostId = accelerator!.hostId;
  const found = await tx
    .select({ id: hosts.id, name: hosts.name, organizationId: hosts.organizationId, lastSeenAt: hosts.lastSeenAt })
    .from(hosts)
    .where(inArray(hosts.id, [fromHostId, toHostId]));
  const from = found.find(({ id }) => id === fromHostId)!;
  const to = found.find(({ id }) => id === toHostId)!;
  if (from.organizationId !== to.organizationId)
    throw new AppError(
      "precondition_failed",
      "The hosts are two operators': an accelerator moves within one operator.",
    );
  const isSilent = at.getTime() - from.lastSeenAt.getTime() > settings().silenceMs;
  if (!accelerator!.missingSince && !isSilent)
    throw new AppError(
      "precondition_failed",
      `${from.name} still reports it: an accelerator moves once its old host misses it or is silent.`,
    );
  if (held)
    throw new AppError("precondition_failed", "A lease holds it: an accelerator moves once it has been released.");
  return { from, to };
}

/** The new host's next report says the rest. Its record is continued there, so that the report finds it known. */
async function moveAccelerator(tx: Transaction, acceleratorId: string, hostId: string, at: Date): Promise<void> {
  await tx.update(accelerators).set({ hostId, missingSince: null }).where(eq(accelerators.id, acceleratorId));
  await tx.update(acceleratorSerials).set({ hostId }).where(eq(acceleratorSerials.acceleratorId, acceleratorId));
  await tx
    .update(hardwareFindings)
    .set({ state: "resolved", clearedAt: at })
    .where(and(eq(hardwareFindings.subject, goneSubject(acceleratorId)), eq(hardwareFindings.state, "open")));
  const [ended] = await tx
    .update(acceleratorSightings)
    .set({ untilAt: at })
    .where(and(eq(acceleratorSightings.acceleratorId, acceleratorId), isNull(acceleratorSightings.untilAt)))
    .returning();
  if (!ended) return;
  await tx.insert(acceleratorSightings).values({ ...ended, id: newId("asi"), hostId, fromAt: at, untilAt: null });
}
