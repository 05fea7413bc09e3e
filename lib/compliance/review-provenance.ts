import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { provenanceDocuments } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { parseInput } from "@/lib/parse-input";
import { type ReviewProvenanceInput, reviewProvenanceSchema } from "./schemas";

/** The desk accepts a document, or says what is wrong with it; the operator is told. */
export async function reviewProvenance(ctx: Context, input: ReviewProvenanceInput): Promise<void> {
  const { userId } = authorize(ctx, "compliance.manage");
  const { documentId, decision, reason } = parseInput(reviewProvenanceSchema, input);
  await ctx.db.transaction(async (tx) => {
    const [document] = await tx
      .select({
        organizationId: provenanceDocuments.organizationId,
        state: provenanceDocuments.state,
        fileName: provenanceDocuments.fileName,
      })
      .from(provenanceDocuments)
      .where(eq(provenanceDocuments.id, documentId))
      .for("no key update");
    if (!document) throw notFound("document");
    if (document.state !== "waiting") throw new AppError("conflict", `It has been ${document.state} already.`);
    const at = await databaseNow(tx);
    await tx
      .update(provenanceDocuments)
      .set({ state: decision, reviewedBy: userId, reviewedAt: at, reason })
      .where(eq(provenanceDocuments.id, documentId));
    const { organizationId, fileName } = document;
    await resolveNotice(tx, null, `provenance:${documentId}`, at);
    await raiseNotice(
      tx,
      {
        organizationId,
        key: `provenance_reviewed:${documentId}`,
        severity: decision === "accepted" ? "info" : "warning",
        title: `${fileName} was ${decision}`,
        body: reason,
        href: "/settings/provenance",
      },
      at,
    );
    await recordAudit(tx, ctx, {
      action: `provenance.${decision === "accepted" ? "accept" : "reject"}`,
      targetId: documentId,
      organizationId,
      detail: { reason, fileName },
    });
  });
}
