import { type SQL, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { SubjectKind } from "@/lib/core/compliance/screening";

export interface DueSubject extends Record<string, unknown> {
  organizationId: string;
  kind: SubjectKind;
  refId: string;
  name: string;
  country: string | null;
  birthDate: string | null;
}

/** Every name that is held against the lists: the organization's, the one it is taxed by, its owners' and its beneficial owners'. */
const subjects: SQL = sql`
  SELECT o.id AS organization_id, 'organization' AS kind, o.id AS ref_id, o.name, p.country, NULL::text AS birth_date
  FROM organizations o LEFT JOIN compliance_profiles p ON p.organization_id = o.id WHERE o.kind <> 'platform'
  UNION ALL
  SELECT t.organization_id, 'legal_name', t.organization_id, t.legal_name, left(t.jurisdiction, 2), NULL
  FROM (SELECT DISTINCT ON (organization_id) * FROM customer_tax_profiles ORDER BY organization_id, lower(during) DESC) t
  UNION ALL
  SELECT m.organization_id, 'person', u.id, u.name, NULL, NULL
  FROM memberships m JOIN users u ON u.id = m.user_id JOIN organizations o ON o.id = m.organization_id
  WHERE m.role = 'owner' AND o.kind <> 'platform'
  UNION ALL
  SELECT b.organization_id, 'beneficial_owner', b.id, b.name, b.country, b.birth_date
  FROM beneficial_owners b WHERE b.removed_at IS NULL`;

const due: SQL = sql`(s.id IS NULL OR s.name <> t.name OR s.country IS DISTINCT FROM t.country OR s.birth_date IS DISTINCT FROM t.birth_date
  OR s.screened_generation < (SELECT max(generation) FROM denied_list_versions))
  AND EXISTS (SELECT 1 FROM denied_list_versions)`;

/** Names of an organization that are new, other than before, or older than the latest load of a list. */
export async function findDueSubjects(db: DbOrTx, organizationId: string): Promise<DueSubject[]> {
  const { rows } = await db.execute<DueSubject>(sql`
    SELECT t.organization_id AS "organizationId", t.kind, t.ref_id AS "refId", t.name, t.country, t.birth_date AS "birthDate"
    FROM (${subjects}) t
    LEFT JOIN screening_subjects s ON s.organization_id = t.organization_id AND s.kind = t.kind AND s.ref_id = t.ref_id
    WHERE t.organization_id = ${organizationId} AND ${due}
    ORDER BY t.kind, t.ref_id`);
  return rows;
}

/** Organizations with such names, and those of which a name is not there any more. */
export async function findDueOrganizations(db: DbOrTx, limit: number): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    WITH t AS (${subjects})
    SELECT DISTINCT id FROM (
      SELECT t.organization_id AS id FROM t
      LEFT JOIN screening_subjects s ON s.organization_id = t.organization_id AND s.kind = t.kind AND s.ref_id = t.ref_id
      WHERE ${due}
      UNION ALL
      SELECT s.organization_id FROM screening_subjects s
      WHERE EXISTS (SELECT 1 FROM screening_matches m WHERE m.subject_id = s.id AND m.state IN ('open', 'clearing'))
        AND NOT EXISTS (SELECT 1 FROM t WHERE t.organization_id = s.organization_id AND t.kind = s.kind AND t.ref_id = s.ref_id)) found
    ORDER BY id LIMIT ${limit}`);
  return rows.map(({ id }) => id);
}

/** Screened ids whose name is not the organization's any more. */
export async function findGoneSubjects(db: DbOrTx, organizationId: string): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    SELECT s.id FROM screening_subjects s
    WHERE s.organization_id = ${organizationId} AND NOT EXISTS (
      SELECT 1 FROM (${subjects}) t WHERE t.organization_id = s.organization_id AND t.kind = s.kind AND t.ref_id = s.ref_id)`);
  return rows.map(({ id }) => id);
}
