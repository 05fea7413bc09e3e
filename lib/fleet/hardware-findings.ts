import { inArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { hardwareFindings } from "@/db/schema";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { newId } from "@/lib/ids";
import type { StandingFinding } from "./hardware-before";
import type { Cause } from "./hardware-causes";
import { causeKey } from "./hardware-standing";

/** One that comes and goes within this is one finding, opened again: what flaps leaves no trail of rows. */
const REOPEN = sql`interval '24 hours'`;

export interface OpenedFinding {
  id: string;
  cause: Cause;
  isNew: boolean;
}

/** In order of their keys. What another transaction has opened meanwhile is left as it is. */
export async function openFindings(
  tx: Transaction,
  hostId: string,
  causes: readonly Cause[],
  at: Date,
): Promise<OpenedFinding[]> {
  if (causes.length === 0) return [];
  const wanted = new Map(causes.map((cause) => [causeKey(cause), cause]));
  const keys = [...wanted.keys()].sort();
  const now = sql`${at.toISOString()}::timestamptz`;
  const { rows: reopened } = await tx.execute<{ id: string; key: string }>(sql`
    UPDATE hardware_findings f SET state = 'open', cleared_at = NULL, last_seen_at = ${now}
    FROM (SELECT DISTINCT ON (kind, subject) id FROM hardware_findings
      WHERE host_id = ${hostId} AND kind || ':' || subject = ANY(${sql.param(keys)}::text[])
        AND state = 'resolved' AND cleared_at > ${now} - ${REOPEN}
      ORDER BY kind, subject, cleared_at DESC) latest
    WHERE f.id = latest.id
    RETURNING f.id, f.kind || ':' || f.subject AS key`);
  const again = reopened.map(({ id, key }) => ({ id, cause: wanted.get(key)!, isNew: false }));
  for (const { key } of reopened) wanted.delete(key);
  const rows = keys.flatMap((key) => {
    const cause = wanted.get(key);
    return cause ? [{ id: newId("hwf"), hostId, ...cause, firstSeenAt: at, lastSeenAt: at }] : [];
  });
  if (rows.length === 0) return again;
  const inserted = await tx
    .insert(hardwareFindings)
    .values(rows)
    .onConflictDoNothing()
    .returning({ id: hardwareFindings.id, kind: hardwareFindings.kind, subject: hardwareFindings.subject });
  return [...again, ...inserted.map((row) => ({ id: row.id, cause: wanted.get(causeKey(row))!, isNew: true }))];
}

/** An open one is resolved; one that the desk accepted stays so, and is looked at anew when it comes again. */
export async function clearFindings(tx: Transaction, gone: readonly StandingFinding[], at: Date): Promise<void> {
  if (gone.length === 0) return;
  await tx
    .update(hardwareFindings)
    .set({
      clearedAt: at,
      state: sql`CASE WHEN ${hardwareFindings.state} = 'open' THEN 'resolved' ELSE ${hardwareFindings.state} END`,
    })
    .where(inArray(hardwareFindings.id, idsOf(gone)));
}

export async function refreshFindings(tx: Transaction, stale: readonly StandingFinding[], at: Date): Promise<void> {
  if (stale.length === 0) return;
  await tx
    .update(hardwareFindings)
    .set({ lastSeenAt: sql`greatest(${hardwareFindings.lastSeenAt}, ${at.toISOString()}::timestamptz)` })
    .where(inArray(hardwareFindings.id, idsOf(stale)));
}

/** One notice a host, for its operator and for the desk, while any of its findings is open. */
export async function tellOfFindings(
  tx: Transaction,
  host: { hostId: string; hostName: string; organizationId: string },
  at: Date,
): Promise<void> {
  const { rows } = await tx.execute<{ count: number; summary: string | null }>(sql`
    SELECT count(*)::int AS count, (array_agg(summary ORDER BY first_seen_at, id))[1] AS summary
    FROM hardware_findings WHERE host_id = ${host.hostId} AND cleared_at IS NULL AND state = 'open'`);
  const { count, summary } = rows[0]!;
  const key = `hardware:${host.hostId}`;
  if (count === 0 || summary === null) {
    await resolveNotice(tx, null, key, at);
    await resolveNotice(tx, host.organizationId, key, at);
    return;
  }
  const body = count === 1 ? summary : `${summary} There are ${count} findings in all.`;
  const notice = { key, severity: "warning" as const, title: `Hardware of ${host.hostName} does not fit`, body };
  await raiseNotice(tx, { ...notice, organizationId: null, href: "/desk/hardware" }, at);
  await raiseNotice(tx, { ...notice, organizationId: host.organizationId, href: `/operator/hosts/${host.hostId}` }, at);
}

function idsOf(findings: readonly StandingFinding[]): string[] {
  return findings.map(({ id }) => id);
}
