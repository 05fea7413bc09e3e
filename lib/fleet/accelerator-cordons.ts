import { and, eq, isNotNull, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { accelerators } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import type { CordonCause } from "@/lib/core/fleet/lifecycle";
import { forgetCordon, tellOfCordon } from "./cordon-notices";
import { UNCORDONED } from "./cordons";
import { recordHostEvent } from "./record-host-event";

export interface CordonableAccelerator {
  id: string;
  index: number;
  uuid: string;
  hostId: string;
  hostName: string;
  organizationId: string;
}

interface Cordon {
  cause: CordonCause;
  reason: string;
  isTold: boolean;
  at: Date;
}

const nameOf = ({ index, uuid }: CordonableAccelerator) => `Accelerator ${index} (${uuid})`;

/** Keeps one accelerator from sale and leaves its neighbours there, in the caller's transaction; whether it was not kept already. */
export async function putAcceleratorCordon(
  tx: Transaction,
  ctx: Context,
  one: CordonableAccelerator,
  { cause, reason, isTold, at }: Cordon,
): Promise<boolean> {
  const cordoned = await tx
    .update(accelerators)
    .set({ cordonedAt: at, cordonCause: cause, cordonReason: reason, healthySince: null })
    .where(and(eq(accelerators.id, one.id), isNull(accelerators.cordonedAt)))
    .returning({ id: accelerators.id });
  if (cordoned.length === 0) return false;
  if (isTold) {
    const name = `Accelerator ${one.index} of ${one.hostName}`;
    const href = `/operator/accelerators/${one.id}`;
    await tellOfCordon(tx, { id: one.id, name, organizationId: one.organizationId, href }, reason, at);
  }
  const summary = `${nameOf(one)} is kept from sale`;
  await tellTimeline(tx, ctx, one, { kind: "accelerator_cordoned", summary, reason, at });
  await audit(tx, ctx, one, "accelerator.cordon", { reason, cause });
  return true;
}

/** Ends it; whether there was one. `since`: one by health that has been gone since then, and no other. */
export async function liftAcceleratorCordon(
  tx: Transaction,
  ctx: Context,
  one: CordonableAccelerator,
  { reason, at, since }: { reason: string; at: Date; since?: Date },
): Promise<boolean> {
  const byHealth = since && and(eq(accelerators.cordonCause, "health"), eq(accelerators.healthySince, since));
  const lifted = await tx
    .update(accelerators)
    .set(UNCORDONED)
    .where(and(eq(accelerators.id, one.id), isNotNull(accelerators.cordonedAt), byHealth))
    .returning({ id: accelerators.id });
  if (lifted.length === 0) return false;
  await forgetCordon(tx, one, at);
  const summary = `${nameOf(one)} is for sale again`;
  await tellTimeline(tx, ctx, one, { kind: "accelerator_uncordoned", summary, reason, at });
  await audit(tx, ctx, one, "accelerator.uncordon", { reason });
  return true;
}

type Told = { kind: "accelerator_cordoned" | "accelerator_uncordoned"; summary: string; reason: string; at: Date };

function tellTimeline(tx: Transaction, ctx: Context, { id, hostId }: CordonableAccelerator, told: Told) {
  return recordHostEvent(tx, ctx, { hostId, acceleratorId: id, ...told });
}

function audit(
  tx: Transaction,
  ctx: Context,
  { id, hostId, organizationId }: CordonableAccelerator,
  action: "accelerator.cordon" | "accelerator.uncordon",
  detail: Record<string, unknown>,
) {
  return recordAudit(tx, ctx, { action, targetId: id, organizationId, detail: { ...detail, hostId } });
}
