import { createHash } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";

/** So often at least an inventory is recorded though nothing changed: a catalogue that has learned a model, or another host that let go of a UUID, is then noticed. */
const RECORD_EVERY = sql`interval '5 minutes'`;

export interface HeardHost {
  at: Date;
  desiredRevision: number;
}

/** Of what a report says of the host and its accelerators, as it was sent. */
export const printOf = (facts: unknown, accelerators: unknown) =>
  createHash("sha256")
    .update(JSON.stringify([facts, accelerators]))
    .digest("base64");

/** Of a host that has passed its checks: it says the same as when its inventory was last recorded, which was not long ago. */
export const isUnchanged = (host: SQL, print: SQL) => sql`${host}.recorded_print = ${print}
  AND ${host}.checked_at IS NOT NULL AND ${host}.recorded_at > platform_now() - ${RECORD_EVERY}`;

/** Locks the host and notes that it was heard, where its report is unchanged; null where it has to be recorded. */
export async function hearUnchanged(tx: Transaction, hostId: string, print: string): Promise<HeardHost | null> {
  const { rows } = await tx.execute<{ at: Date; revision: bigint }>(sql`/* prepared hear_unchanged */
    UPDATE hosts SET last_seen_at = greatest(last_seen_at, platform_now())
    WHERE id = ${hostId} AND ${isUnchanged(sql`hosts`, sql`${print}`)}
    RETURNING platform_now() AS at, desired_revision AS revision`);
  const [row] = rows;
  return row ? { at: row.at, desiredRevision: Number(row.revision) } : null;
}
