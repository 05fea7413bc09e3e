import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { searchKeyOf } from "@/lib/core/compliance/fold-name";
import { REVIEW_SCORE } from "@/lib/core/compliance/screening";
import { scoreNames } from "@/lib/core/compliance/similarity";

export interface FoundMatch {
  partyId: string;
  partyName: string;
  partyHash: string;
  score: number;
}

/** Share of trigrams that a candidate has in common at the least: far below what any name has whose score matters. */
const LEAST_SIMILARITY = 0.25;
const MOST_CANDIDATES = 500;

interface Row extends Record<string, unknown> {
  partyId: string;
  name: string;
  hash: string;
}

/**
 * Listed parties that a name resembles, each by the spelling that is closest. Candidates come from the trigram index, scores from `scoreNames`.
 * The planner takes every name for a likely candidate and would read them all, which is thirty times slower: it is told not to.
 */
export async function findMatches(tx: Transaction, name: string): Promise<FoundMatch[]> {
  const key = searchKeyOf(name);
  if (key === "") return [];
  await tx.execute(sql`
    SELECT set_config('pg_trgm.similarity_threshold', ${String(LEAST_SIMILARITY)}, true), set_config('enable_seqscan', 'off', true)`);
  const { rows } = await tx.execute<Row>(sql`
    SELECT n.party_id AS "partyId", n.name, p.content_hash AS hash
    FROM denied_party_names n JOIN denied_parties p ON p.id = n.party_id
    WHERE n.search_key % ${key}
    ORDER BY similarity(n.search_key, ${key}) DESC, n.id
    LIMIT ${MOST_CANDIDATES}`);
  await tx.execute(sql`SELECT set_config('enable_seqscan', 'on', true)`);
  const best = new Map<string, FoundMatch>();
  for (const row of rows) {
    const score = scoreNames(name, row.name);
    if (score < REVIEW_SCORE || score <= (best.get(row.partyId)?.score ?? 0)) continue;
    best.set(row.partyId, { partyId: row.partyId, partyName: row.name, partyHash: row.hash, score });
  }
  return [...best.values()];
}
