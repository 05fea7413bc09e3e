import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { hardwareFindings, hosts } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { FINDING_LABELS } from "@/lib/core/fleet/hardware-findings";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { tellOfFindings } from "./hardware-findings";
import { lockStandingFinding } from "./lock-standing-finding";
import { recordHostEvent } from "./record-host-event";
import { type DecideFindingInput, decideFindingInput } from "./schemas";

/**
 * The desk accepts a finding, so that what it is about is for sale again while it lasts, or upholds it, so that it stays from
 * sale until the desk accepts it. A claimed UUID is no matter of opinion: it is moved (`acceptMove`) or not, and the host sells
 * nothing while it claims it, whatever is decided.
 */
export async function decideFinding(ctx: Context, input: DecideFindingInput): Promise<void> {
  const { userId } = authorize(ctx, "compliance.manage");
  const { findingId, decision, reason } = parseInput(decideFindingInput, input);
  await ctx.db.transaction(async (tx) => {
    const finding = await lockStandingFinding(tx, findingId);
    if (finding.state === decision) throw new AppError("conflict", `It has been ${decision} already.`);
    if (finding.kind === "uuid_claimed" && decision === "accepted" && finding.state === "open")
      throw new AppError("precondition_failed", "A UUID is one host's: accept its move here, or uphold the finding.");
    const at = await databaseNow(tx);
    await tx
      .update(hardwareFindings)
      .set({ state: decision, decidedBy: userId, decidedAt: at, reason })
      .where(eq(hardwareFindings.id, findingId));
    const { hostId, kind, acceleratorId } = finding;
    await recordHostEvent(tx, ctx, {
      hostId,
      ...(acceleratorId && kind !== "uuid_claimed" ? { acceleratorId } : {}),
      kind: "finding_closed",
      summary: `The desk ${decision === "accepted" ? "accepted" : "upheld"} a finding: ${FINDING_LABELS[kind]}`,
      reason,
      details: { findingId },
      at,
    });
    // so that its next report is recorded, and judged by what is now decided, though it says nothing new
    const [host] = await tx.update(hosts).set({ recordedPrint: null }).where(eq(hosts.id, hostId)).returning();
    const { organizationId, name } = host!;
    await tellOfFindings(tx, { hostId, hostName: name, organizationId }, at);
    await recordAudit(tx, ctx, {
      action: `hardware_finding.${decision === "accepted" ? "accept" : "reject"}`,
      targetId: findingId,
      organizationId,
      detail: { reason, kind, hostId, acceleratorId },
    });
  });
}
