import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { organizations, provenanceDocuments, users } from "@/db/schema";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { lacksProvenance } from "./sellable";

type Reader = Pick<Context, "db" | "actor">;
const MOST = 200;

const shown = {
  id: provenanceDocuments.id,
  organizationId: provenanceDocuments.organizationId,
  organizationName: organizations.name,
  kind: provenanceDocuments.kind,
  fileName: provenanceDocuments.fileName,
  bytes: sql<number>`length(${provenanceDocuments.content})`,
  sha256: provenanceDocuments.sha256,
  state: provenanceDocuments.state,
  uploadedAt: provenanceDocuments.uploadedAt,
  uploadedBy: users.name,
  reviewedAt: provenanceDocuments.reviewedAt,
  reason: provenanceDocuments.reason,
  hostNames: sql<string[]>`ARRAY(SELECT h.name FROM provenance_hosts ph JOIN hosts h ON h.id = ph.host_id
    WHERE ph.document_id = ${provenanceDocuments.id} ORDER BY h.name)`,
};

function select(ctx: Reader) {
  return ctx.db
    .select(shown)
    .from(provenanceDocuments)
    .innerJoin(organizations, eq(organizations.id, provenanceDocuments.organizationId))
    .innerJoin(users, eq(users.id, provenanceDocuments.uploadedBy));
}

export type ProvenanceRow = Awaited<ReturnType<typeof listProvenance>>[number];

/** Documents for the desk, those that wait first, oldest first among them. */
export async function listProvenance(ctx: Reader) {
  authorize(ctx, "compliance.view");
  return select(ctx)
    .orderBy(sql`${provenanceDocuments.state} <> 'waiting'`, asc(provenanceDocuments.uploadedAt))
    .limit(MOST);
}

/** Of one host, for its operator and the desk; another operator's has none. The newest first. */
export async function listHostProvenance(ctx: Reader, hostId: string) {
  const { organizationKind, organizationId } = authorize(ctx, "host.view");
  const own = organizationKind === "platform" ? undefined : eq(provenanceDocuments.organizationId, organizationId);
  const ofHost = sql`EXISTS (SELECT 1 FROM provenance_hosts ph
    WHERE ph.document_id = ${provenanceDocuments.id} AND ph.host_id = ${hostId})`;
  return select(ctx).where(and(own, ofHost)).orderBy(desc(provenanceDocuments.uploadedAt)).limit(MOST);
}

/** The operator's own, with its hosts that may not be sold until one of theirs is accepted. */
export async function listOwnProvenance(ctx: Reader) {
  const { organizationId } = authorize(ctx, "host.enrol", "look");
  const documents = await select(ctx)
    .where(eq(provenanceDocuments.organizationId, organizationId))
    .orderBy(desc(provenanceDocuments.uploadedAt))
    .limit(MOST);
  return { documents, barredHosts: await findBarred(ctx.db, organizationId) };
}

/** The operator's hosts that may not be sold until a document of theirs is accepted, with the classes that ask for it. */
export async function listBarredHosts(ctx: Reader): Promise<BarredHost[]> {
  const { organizationId } = authorize(ctx, "host.view");
  return findBarred(ctx.db, organizationId);
}

interface BarredHost extends Record<string, unknown> {
  hostId: string;
  hostName: string;
  classes: string[];
}

async function findBarred(db: DbOrTx, organizationId: string): Promise<BarredHost[]> {
  const { rows } = await db.execute<BarredHost>(sql`
    SELECT h.id AS "hostId", h.name AS "hostName", array_agg(DISTINCT c.name ORDER BY c.name) AS classes
    FROM hosts h JOIN accelerators a ON a.host_id = h.id AND a.missing_since IS NULL
    JOIN accelerator_models m ON m.id = a.model_id
    JOIN accelerator_classes c ON c.needs_provenance AND (m.code = ANY(c.model_codes) OR m.bf16_tflops * m.chips_per_card >= c.min_bf16_tflops)
    WHERE h.organization_id = ${organizationId} AND ${lacksProvenance}
    GROUP BY h.id, h.name ORDER BY h.name LIMIT ${MOST}`);
  return rows;
}

/** The file itself, for its operator or the desk. */
export async function getProvenanceFile(ctx: Reader, { documentId }: { documentId: string }) {
  const isDesk = ctx.actor.type === "user" && ctx.actor.organizationKind === "platform";
  const { organizationId } = authorize(ctx, isDesk ? "compliance.view" : "host.enrol");
  const own = isDesk ? undefined : eq(provenanceDocuments.organizationId, organizationId);
  const [document] = await ctx.db
    .select({
      fileName: provenanceDocuments.fileName,
      contentType: provenanceDocuments.contentType,
      content: provenanceDocuments.content,
    })
    .from(provenanceDocuments)
    .where(and(eq(provenanceDocuments.id, documentId), own));
  if (!document) throw notFound("document");
  return document;
}
