import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { acceleratorFindings } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { resolveNotice } from "@/lib/identity/notices";
import { parseInput } from "@/lib/parse-input";
import { recordHostEvent } from "../record-host-event";
import { askedKey, lockFinding } from "./lock-finding";
import { type ClearFindingInput, clearFindingInput } from "./schemas";

/**
 * The desk says that what telemetry found of an accelerator is over, as after a repair that reset no counter: it is for sale again, as far as
 * nothing else holds it. A count or an Xid that still stands is not found again by itself; one more error or an Xid that is logged later is, and so is heat, which
 * is measured anew.
 */
export async function clearFinding(ctx: Context, input: ClearFindingInput): Promise<void> {
  const { userId } = authorize(ctx, "compliance.manage");
  const { findingId, reason } = parseInput(clearFindingInput, input);
  await ctx.db.transaction(async (tx) => {
    const { hostId, organizationId, acceleratorId, index, finding } = await lockFinding(tx, findingId);
    const at = await databaseNow(tx);
    const { kind, value } = finding;
    await tx
      .update(acceleratorFindings)
      .set({ clearedAt: at, clearedBecause: reason, clearedBy: userId, isWaived: kind !== "temperature" })
      .where(eq(acceleratorFindings.id, findingId));
    await resolveNotice(tx, null, askedKey(findingId), at);
    await recordHostEvent(tx, ctx, {
      hostId,
      acceleratorId,
      kind: "finding_cleared",
      summary: `The platform's desk cleared what telemetry found of accelerator ${index}.`,
      reason,
      details: { findingId, kind, value },
      at,
    });
    await recordAudit(tx, ctx, {
      action: "accelerator_finding.clear",
      targetId: findingId,
      organizationId,
      detail: { reason, kind, value, hostId, acceleratorId },
    });
  });
}
