import { desc, eq, sql } from "drizzle-orm";
import { abuseFlags, organizations, suspensions, users } from "@/db/schema";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { readDeclarations } from "./declarations";

type Reader = Pick<Context, "db" | "actor">;
const MOST = 200;

export interface ComplianceCounts extends Record<string, unknown> {
  openOrders: number;
  openFlags: number;
  suspended: number;
  waitingDocuments: number;
  rulesInForce: number;
  /** Since when the oldest open flag, order or match waits; null where none does. */
  oldestAt: Date | null;
}

export async function getComplianceCounts(ctx: Reader): Promise<ComplianceCounts> {
  authorize(ctx, "compliance.view");
  const { rows } = await ctx.db.execute<ComplianceCounts>(sql`
    SELECT (SELECT count(*)::int FROM order_reviews WHERE state = 'open') AS "openOrders",
      (SELECT count(*)::int FROM abuse_flags WHERE closed_at IS NULL) AS "openFlags",
      (SELECT count(*)::int FROM suspensions WHERE lifted_at IS NULL) AS suspended,
      (SELECT count(*)::int FROM provenance_documents WHERE state = 'waiting') AS "waitingDocuments",
      (SELECT count(*)::int FROM export_rules WHERE active_from <= platform_now()
        AND coalesce(active_until, 'infinity') > platform_now()) AS "rulesInForce",
      least((SELECT min(asked_at) FROM order_reviews WHERE state = 'open'),
        (SELECT min(opened_at) FROM abuse_flags WHERE closed_at IS NULL),
        (SELECT min(raised_at) FROM screening_matches WHERE state IN ('open', 'clearing'))) AS "oldestAt"`);
  return rows[0]!;
}

export type FlagRow = Awaited<ReturnType<typeof listFlags>>[number];

/** Open ones first, newest first. */
export async function listFlags(ctx: Reader, { organizationId }: { organizationId?: string } = {}) {
  authorize(ctx, "compliance.view");
  return ctx.db
    .select({
      id: abuseFlags.id,
      organizationId: abuseFlags.organizationId,
      organizationName: organizations.name,
      kind: abuseFlags.kind,
      note: abuseFlags.note,
      openedBy: users.name,
      openedAt: abuseFlags.openedAt,
      closedAt: abuseFlags.closedAt,
      closeNote: abuseFlags.closeNote,
    })
    .from(abuseFlags)
    .innerJoin(organizations, eq(organizations.id, abuseFlags.organizationId))
    .innerJoin(users, eq(users.id, abuseFlags.openedBy))
    .where(organizationId ? eq(abuseFlags.organizationId, organizationId) : undefined)
    .orderBy(sql`${abuseFlags.closedAt} IS NOT NULL`, desc(abuseFlags.openedAt))
    .limit(MOST);
}

export type SuspensionRow = Awaited<ReturnType<typeof listSuspensions>>[number];

/** Those that last first, newest first. */
export async function listSuspensions(ctx: Reader, { organizationId }: { organizationId?: string } = {}) {
  authorize(ctx, "compliance.view");
  return ctx.db
    .select({
      id: suspensions.id,
      organizationId: suspensions.organizationId,
      organizationName: organizations.name,
      organizationKind: organizations.kind,
      cause: suspensions.cause,
      reason: suspensions.reason,
      placedAt: suspensions.placedAt,
      effectiveAt: suspensions.effectiveAt,
      enforcedAt: suspensions.enforcedAt,
      liftedAt: suspensions.liftedAt,
      liftReason: suspensions.liftReason,
    })
    .from(suspensions)
    .innerJoin(organizations, eq(organizations.id, suspensions.organizationId))
    .where(organizationId ? eq(suspensions.organizationId, organizationId) : undefined)
    .orderBy(sql`${suspensions.liftedAt} IS NOT NULL`, desc(suspensions.placedAt))
    .limit(MOST);
}

/** What an organization has declared of itself, for the desk. */
export async function getDeclarations(ctx: Reader, { organizationId }: { organizationId: string }) {
  authorize(ctx, "compliance.view");
  const [organization] = await ctx.db.select().from(organizations).where(eq(organizations.id, organizationId));
  if (!organization || organization.kind === "platform") throw notFound("organization");
  const { id, name, kind } = organization;
  return { organization: { id, name, kind }, ...(await readDeclarations(ctx.db, organizationId)) };
}
