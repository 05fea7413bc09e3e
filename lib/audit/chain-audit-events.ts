import { and, eq, isNull, sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { auditChains, auditEvents } from "@/db/schema";
import { FIRST_PREVIOUS_HASH } from "@/lib/core/audit/event";
import { type AuditEventRow, chainIdOf, contentOf, hashOf, ofChain } from "./event-rows";

export const CHAIN_BATCH = 500;
const MOST_CHAINS = 200;

/**
 * Gives events their places in their organizations' chains, in the order in which they were written: sequence, hash of the one before, own
 * hash. Whoever has a chain's row locked is the only one who adds to it; others leave it out. What is still uncommitted when a chain is
 * extended is not seen and comes later: nothing is found by a position that could be passed. Answers how many were chained.
 */
export async function chainAuditEvents({ db }: { db: Database }): Promise<number> {
  const { rows } = await db.execute<{ organization_id: string | null }>(
    sql`SELECT DISTINCT organization_id FROM audit_events WHERE sequence IS NULL LIMIT ${MOST_CHAINS}`,
  );
  let chained = 0;
  for (const { organization_id } of rows) chained += await db.transaction((tx) => extendChain(tx, organization_id));
  return chained;
}

async function extendChain(tx: Transaction, organizationId: string | null): Promise<number> {
  const end = await lockEnd(tx, organizationId);
  if (!end) return 0;
  const events = await tx
    .select()
    .from(auditEvents)
    .where(and(ofChain(organizationId), isNull(auditEvents.sequence)))
    .orderBy(auditEvents.number)
    .limit(CHAIN_BATCH);
  const links = link(events, end);
  const last = links.at(-1);
  if (!last) return 0;
  await tx.execute(sql`
    UPDATE audit_events e SET sequence = l.sequence, previous_hash = l.previous_hash, hash = l.hash
    FROM unnest(${sql.param(links.map(({ id }) => id))}::text[], ${sql.param(links.map(({ sequence }) => String(sequence)))}::bigint[],
      ${sql.param(links.map(({ previousHash }) => previousHash))}::text[], ${sql.param(links.map(({ hash }) => hash))}::text[])
      AS l(id, sequence, previous_hash, hash)
    WHERE e.id = l.id`);
  const { sequence, hash } = last;
  await tx
    .update(auditChains)
    .set({ sequence, hash })
    .where(eq(auditChains.id, chainIdOf(organizationId)));
  return links.length;
}

/** Undefined: another has it, and does the work. */
async function lockEnd(tx: Transaction, organizationId: string | null) {
  const id = chainIdOf(organizationId);
  await tx.insert(auditChains).values({ id, organizationId, hash: FIRST_PREVIOUS_HASH }).onConflictDoNothing();
  const [end] = await tx.select().from(auditChains).where(eq(auditChains.id, id)).for("update", { skipLocked: true });
  return end;
}

function link(events: readonly AuditEventRow[], end: { sequence: bigint; hash: string }) {
  let { sequence, hash: previousHash } = end;
  return events.map((row) => {
    sequence += 1n;
    const hash = hashOf({ ...contentOf(row), sequence: String(sequence), previousHash });
    const made = { id: row.id, sequence, previousHash, hash };
    previousHash = hash;
    return made;
  });
}
