import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { newId } from "@/lib/ids";
import { type Mail, queueMails } from "@/lib/mail/queue-mail";
import { type NoticeInput, noticeMail } from "./notices";

export interface LastingNotice extends Omit<NoticeInput, "organizationId"> {
  organizationId: string;
  /** Keys of milder warnings of the same matter: still so, and not shown beside this one. */
  milder: string[];
}

export interface Matter {
  /** Customers that were looked at: what lasts of them and is not in `found` has ended. */
  organizationIds: string[];
  /** What all keys of the matter begin with. */
  prefix: string;
  found: LastingNotice[];
  /** Whether a reason that comes back after it had ended is told again. */
  rearms: boolean;
  at: Date;
}

/**
 * Keeps the notices of one matter: each is raised once while its reason lasts, however often it is found and whoever has dismissed it; of
 * several only the gravest is open. Set-based. Customers are locked in the order of their ids, so that two workers take turns. Answers how many were raised.
 */
export async function keepNotices(tx: Transaction, matter: Matter): Promise<number> {
  const { organizationIds, found } = matter;
  if (organizationIds.length === 0) return 0;
  await tx.execute(
    sql`SELECT id FROM organizations WHERE id = ANY(${sql.param(organizationIds)}::text[]) ORDER BY id FOR NO KEY UPDATE`,
  );
  await endOthers(tx, matter);
  if (found.length === 0) return 0;
  await hideMilder(tx, found, matter.at);
  const raised = await raise(tx, matter);
  await refresh(tx, found, matter.at);
  return raised;
}

const names = (found: LastingNotice[]) => found.map((one) => `${one.organizationId}|${one.key}`);
const milderNames = (found: LastingNotice[]) =>
  found.flatMap((one) => one.milder.map((key) => `${one.organizationId}|${key}`));

async function endOthers(tx: Transaction, { organizationIds, prefix, found, at }: Matter) {
  const lasting = [...names(found), ...milderNames(found)];
  await tx.execute(sql`
    UPDATE notices SET ended_at = ${at.toISOString()}::timestamptz, resolved_at = coalesce(resolved_at, ${at.toISOString()}::timestamptz)
    WHERE organization_id = ANY(${sql.param(organizationIds)}::text[]) AND ended_at IS NULL AND starts_with(key, ${prefix})
      AND NOT (organization_id || '|' || key = ANY(${sql.param(lasting)}::text[]))`);
}

async function hideMilder(tx: Transaction, found: LastingNotice[], at: Date) {
  await tx.execute(sql`
    UPDATE notices SET resolved_at = ${at.toISOString()}::timestamptz
    WHERE organization_id = ANY(${sql.param(found.map((one) => one.organizationId))}::text[]) AND resolved_at IS NULL AND ended_at IS NULL
      AND organization_id || '|' || key = ANY(${sql.param(milderNames(found))}::text[])`);
}

const columns = (found: LastingNotice[]) => sql`unnest(
  ${sql.param(found.map(() => newId("ntc")))}::text[], ${sql.param(found.map((one) => one.organizationId))}::text[],
  ${sql.param(found.map((one) => one.key))}::text[], ${sql.param(found.map((one) => one.severity))}::text[],
  ${sql.param(found.map((one) => one.title))}::text[], ${sql.param(found.map((one) => one.body))}::text[],
  ${sql.param(found.map((one) => one.href ?? null))}::text[], ${sql.param(found.map((one) => JSON.stringify(one.detail ?? {})))}::jsonb[])
  AS f(id, organization_id, key, severity, title, body, href, detail)`;

/** A look that is older than what a later one has said raises nothing. */
async function raise(tx: Transaction, { found, prefix, rearms, at }: Matter): Promise<number> {
  const instant = sql`${at.toISOString()}::timestamptz`;
  const told = rearms ? sql`n.ended_at IS NULL OR n.ended_at > ${instant}` : sql`true`;
  const { rows } = await tx.execute<Raised>(sql`
    INSERT INTO notices (id, organization_id, key, severity, title, body, href, detail, raised_at, seen_at)
    SELECT f.*, ${instant}, ${instant} FROM ${columns(found)}
    WHERE NOT EXISTS (SELECT 1 FROM notices n WHERE n.organization_id = f.organization_id AND n.key = f.key AND (${told}))
      AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.organization_id = f.organization_id AND starts_with(n.key, ${prefix}) AND n.seen_at > ${instant})
    ON CONFLICT DO NOTHING RETURNING id, organization_id, key`);
  await queueMails(
    tx,
    rows.flatMap((row) => mailOf(row, found)),
  );
  return rows.length;
}

type Raised = { id: string; organization_id: string; key: string };

function mailOf({ id, organization_id, key }: Raised, found: LastingNotice[]): Mail[] {
  const { mail } = found.find((one) => one.organizationId === organization_id && one.key === key) ?? {};
  return mail ? [noticeMail(id, organization_id, mail)] : [];
}

/** Says of what lasts how it stands now, and shows again what a graver one had hidden; not what a person has dismissed. */
async function refresh(tx: Transaction, found: LastingNotice[], at: Date) {
  await tx.execute(sql`
    UPDATE notices n SET severity = f.severity, title = f.title, body = f.body, detail = f.detail, seen_at = ${at.toISOString()}::timestamptz,
      resolved_at = NULL
    FROM ${columns(found)}
    WHERE n.organization_id = f.organization_id AND n.key = f.key AND n.ended_at IS NULL AND n.resolved_by IS NULL
      AND n.seen_at <= ${at.toISOString()}::timestamptz`);
}
