import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { acceleratorFindings } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { raiseNotice } from "@/lib/identity/notices";
import { parseInput } from "@/lib/parse-input";
import { recordHostEvent } from "../record-host-event";
import { askedKey, lockFinding } from "./lock-finding";
import { type ClearFindingInput, clearFindingInput } from "./schemas";

/** An operator says that what telemetry found is put right, and asks the desk to clear it; it stays from sale until then. */
export async function askClearing(asked: Context, input: ClearFindingInput): Promise<void> {
  const ctx = acrossTenants(asked, "the desk is told, and findings are the platform's to write");
  const actor = authorize(ctx, "host.manage");
  const { findingId, reason } = parseInput(clearFindingInput, input);
  await ctx.db.transaction(async (tx) => {
    const { finding, ...place } = await lockFinding(tx, findingId, actor.organizationId);
    const { hostId, hostName, organizationId, acceleratorId, index } = place;
    if (finding.askedAt) throw new AppError("conflict", "The desk has been asked already.");
    const at = await databaseNow(tx);
    await tx
      .update(acceleratorFindings)
      .set({ askedAt: at, askedBy: actor.userId, askedBecause: reason })
      .where(eq(acceleratorFindings.id, findingId));
    await raiseNotice(
      tx,
      {
        organizationId: null,
        key: askedKey(findingId),
        severity: "info",
        title: `${actor.organizationName} asks to clear a finding on ${hostName}`,
        body: `Accelerator ${index}: ${finding.reason} They say: ${reason}`,
        href: "/desk/hardware",
      },
      at,
    );
    await recordHostEvent(tx, ctx, {
      hostId,
      acceleratorId,
      kind: "clearing_asked",
      summary: `The desk was asked to clear what telemetry found of accelerator ${index}.`,
      reason,
      details: { findingId, kind: finding.kind },
      at,
    });
    await recordAudit(tx, ctx, {
      action: "accelerator_finding.ask",
      targetId: findingId,
      organizationId,
      detail: { reason, kind: finding.kind, hostId, acceleratorId },
    });
  });
}
