import { createHash } from "node:crypto";
import { and, eq, inArray } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { hosts, provenanceDocuments, provenanceHosts } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { documentType } from "@/lib/core/compliance/provenance";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { raiseNotice } from "@/lib/identity/notices";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { type UploadProvenanceInput, uploadProvenanceSchema } from "./schemas";

/** An operator hands in where hardware is from, for one host or a batch; what the file is, its first bytes say. */
export async function uploadProvenance(asked: Context, input: UploadProvenanceInput): Promise<{ documentId: string }> {
  const ctx = acrossTenants(asked, "the desk is told");
  const actor = authorize(ctx, "host.enrol");
  const { organizationId, userId } = actor;
  const { kind, fileName, content, hostIds: named } = parseInput(uploadProvenanceSchema, input);
  const hostIds = [...new Set(named)];
  const found = documentType(content);
  if (!found)
    throw new AppError("invalid_input", "Choose a PDF, PNG or JPEG file.", {
      fields: { content: ["This is neither a PDF nor a PNG nor a JPEG."] },
    });
  const documentId = newId("pdo");
  await ctx.db.transaction(async (tx) => {
    const own = await tx.$count(hosts, and(inArray(hosts.id, hostIds), eq(hosts.organizationId, organizationId)));
    if (own !== hostIds.length) throw notFound("host");
    const uploadedAt = await databaseNow(tx);
    const sha256 = createHash("sha256").update(content).digest("hex");
    await tx.insert(provenanceDocuments).values({
      id: documentId,
      organizationId,
      kind,
      fileName,
      contentType: found.type,
      content: Buffer.from(content),
      sha256,
      state: "waiting",
      uploadedBy: userId,
      uploadedAt,
    });
    await tx.insert(provenanceHosts).values(hostIds.map((hostId) => ({ documentId, hostId })));
    await raiseNotice(
      tx,
      {
        organizationId: null,
        key: `provenance:${documentId}`,
        severity: "info",
        title: `${actor.organizationName} hands in where hardware is from`,
        body: `${fileName}, for ${hostIds.length} host${hostIds.length === 1 ? "" : "s"}.`,
        href: "/desk/compliance/provenance",
      },
      uploadedAt,
    );
    await recordAudit(tx, ctx, {
      action: "provenance.upload",
      targetId: documentId,
      detail: { kind, fileName, sha256, hostIds },
    });
  });
  return { documentId };
}
