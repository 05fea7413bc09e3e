import { sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";

export type OrganizationRow = {
  id: string;
  name: string;
  kind: "customer" | "operator";
  country: string | null;
  undecidedMatches: number;
  openFlags: number;
  isSuspended: boolean;
  /** Null: never held against a list. */
  screenedAt: Date | null;
  total: number;
};

interface Page {
  q: string;
  limit: number;
  offset: number;
}

/** Customers and operators with what compliance knows of each: those with something open first, then by name. */
export async function listOrganizations(ctx: Pick<Context, "db" | "actor">, { q, limit, offset }: Page) {
  authorize(ctx, "compliance.view");
  const like = `%${q.trim().replace(/[\\%_]/g, "\\$&")}%`;
  const { rows } = await ctx.db.execute<OrganizationRow>(sql`
    SELECT *, (count(*) OVER ())::int AS total FROM (
    SELECT o.id, o.name, o.kind, p.country,
      (SELECT count(*)::int FROM screening_matches m WHERE m.organization_id = o.id AND m.state IN ('open', 'clearing')) AS "undecidedMatches",
      (SELECT count(*)::int FROM abuse_flags f WHERE f.organization_id = o.id AND f.closed_at IS NULL) AS "openFlags",
      EXISTS (SELECT 1 FROM suspensions s WHERE s.organization_id = o.id AND s.lifted_at IS NULL) AS "isSuspended",
      (SELECT max(screened_at) FROM screening_subjects s WHERE s.organization_id = o.id) AS "screenedAt"
    FROM organizations o LEFT JOIN compliance_profiles p ON p.organization_id = o.id
    WHERE o.kind <> 'platform' AND (${q.trim()} = '' OR o.name ILIKE ${like} OR o.id = ${q.trim()})) found
    ORDER BY "isSuspended" DESC, "undecidedMatches" > 0 DESC, "openFlags" > 0 DESC, name, id
    LIMIT ${limit} OFFSET ${offset}`);
  return { organizations: rows, total: rows[0]?.total ?? 0 };
}
