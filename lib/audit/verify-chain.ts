import { and, asc, eq, gt, isNotNull, isNull, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { auditAnchorHeads, auditAnchors, auditChains, auditEvents } from "@/db/schema";
import { type ChainBreak, ChainCheck, type KnownPoint } from "@/lib/core/audit/check-chain";
import { FIRST_PREVIOUS_HASH } from "@/lib/core/audit/event";
import { anchorHash } from "./anchor-hash";
import { chainIdOf, hashOf, ofChain, ofChainInOrder, toChainedEvent } from "./event-rows";

const PAGE = 1_000;

export interface ChainVerdict {
  organizationId: string | null;
  events: bigint;
  /** Written a moment ago, and without a place yet. */
  unchained: number;
  breaks: ChainBreak[];
}

/** Recomputes a chain from its first event on, and holds it against its kept end and every day's anchor. Bounded memory, however long it is. */
export async function verifyChain(db: DbOrTx, organizationId: string | null): Promise<ChainVerdict> {
  const check = new ChainCheck(hashOf, await knownPoints(db, organizationId));
  for await (const page of readChain(db, organizationId)) for (const row of page) check.take(toChainedEvent(row));
  const breaks = check.end();
  const end = await endOf(db, organizationId);
  if (check.length > (end?.sequence ?? 0n))
    breaks.push({ sequence: String(check.length), eventId: null, problem: "the kept end of the chain lies before it" });
  const unchained = await db.$count(auditEvents, and(ofChain(organizationId), isNull(auditEvents.sequence)));
  return { organizationId, events: check.length, unchained, breaks };
}

/** A chain's events in their order, a page at a time. */
export async function* readChain(db: DbOrTx, organizationId: string | null, after = 0n) {
  for (let last = after; ; ) {
    const page = await db
      .select()
      .from(auditEvents)
      .where(and(ofChainInOrder(organizationId), isNotNull(auditEvents.sequence), gt(auditEvents.sequence, last)))
      .orderBy(asc(auditEvents.sequence))
      .limit(PAGE);
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
    last = page.at(-1)!.sequence!;
  }
}

async function endOf(db: DbOrTx, organizationId: string | null) {
  const [end] = await db
    .select()
    .from(auditChains)
    .where(eq(auditChains.id, chainIdOf(organizationId)));
  return end;
}

async function knownPoints(db: DbOrTx, organizationId: string | null): Promise<KnownPoint[]> {
  const end = await endOf(db, organizationId);
  const heads = await db
    .select()
    .from(auditAnchorHeads)
    .where(eq(auditAnchorHeads.chainId, chainIdOf(organizationId)));
  const points = heads.map(({ day, sequence, hash }) => ({ sequence, hash, source: `the anchor of ${day}` }));
  if (end && end.sequence > 0n) points.push({ ...end, source: "the kept end of the chain" });
  return points;
}

/** Every chain that is known of from anywhere, so that one which was taken away as a whole is missed. */
export async function listChains(db: DbOrTx): Promise<(string | null)[]> {
  const { rows } = await db.execute<{ organization_id: string | null }>(sql`
    SELECT organization_id FROM audit_chains UNION SELECT organization_id FROM audit_anchor_heads
    UNION SELECT organization_id FROM (SELECT DISTINCT organization_id FROM audit_events) e ORDER BY 1 NULLS FIRST`);
  return rows.map((row) => row.organization_id);
}

/** The anchors' own chain: each day's hash follows from the day before and the ends that it names. */
export async function verifyAnchors(db: DbOrTx): Promise<ChainBreak[]> {
  const breaks: ChainBreak[] = [];
  let previous = FIRST_PREVIOUS_HASH;
  for (const anchor of await db.select().from(auditAnchors).orderBy(auditAnchors.day)) {
    const heads = await db.select().from(auditAnchorHeads).where(eq(auditAnchorHeads.day, anchor.day));
    if (anchor.previousHash !== previous || anchorHash({ ...anchor, heads }) !== anchor.hash)
      breaks.push({ sequence: null, eventId: null, problem: `the anchor of ${anchor.day} is not what was made` });
    previous = anchor.hash;
  }
  return breaks;
}
