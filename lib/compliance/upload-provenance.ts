import { createHash } from "node:crypto";
import { and, eq, inArray } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { hosts, provenanceDocuments, provenanceHosts } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { raiseNotice } from "@/lib/identity/notices";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { checkUpload, UPLOAD_TYPES } from "@/lib/security/check-upload";
import { type UploadProvenanceInput, uploadProvenanceSchema } from "./schemas";

/** An operator hands in where hardware is from, for one host or a batch; what the file is, its name, its type and its first bytes say alike. */
export async function uploadProvenance(asked: Context, input: UploadProvenanceInput): Promise<{ documentId: string }> {
  const ctx = acrossTenants(asked, "the desk is told");
  const actor = authorize(ctx, "host.enrol");
  const { organizationId, userId } = actor;
  const { kind, content, hostIds: named, ...file } = parseInput(uploadProvenanceSchema, input);
  const hostIds = [...new Set(named)];
  const upload = { name: file.fileName, mediaType: file.mediaType, bytes: content };
  const checked = checkUpload(upload, { types: ["pdf", "png", "jpg"] });
  if (checked.fault !== null)
    throw new AppError("invalid_input", checked.fault, { fields: { content: [checked.fault] } });
  const { name: fileName, type } = checked;
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
      contentType: UPLOAD_TYPES[type].mediaTypes[0],
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
