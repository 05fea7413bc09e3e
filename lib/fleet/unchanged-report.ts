import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { AgentReport } from "@/lib/core/contracts/agent";

/** So often at least an inventory is recorded though nothing changed: a catalogue that has learned a model, or another host that let go of a UUID, is then noticed. */
const RECORD_EVERY_MS = 300_000;

export interface HeardHost {
  at: Date;
  desiredRevision: number;
}

/** Of what a report says of the host and its accelerators. */
export const fingerprint = ({ facts, accelerators }: Pick<AgentReport, "facts" | "accelerators">) =>
  createHash("sha256")
    .update(JSON.stringify([facts, accelerators]))
    .digest("base64");

/**
 * Locks the host and notes that it was heard, where it has passed its checks and it says the same as when its inventory was last recorded; null where it has to be
 * recorded. `withoutLeases` asks for a host that has none, whose report is then done with.
 */
export async function hearUnchanged(
  db: DbOrTx,
  hostId: string,
  print: string,
  { withoutLeases }: { withoutLeases: boolean },
): Promise<HeardHost | null> {
  const { rows } = await db.execute<{ at: Date; revision: bigint }>(sql`/* prepared hear_unchanged */
    UPDATE hosts SET last_seen_at = greatest(last_seen_at, platform_now())
    WHERE id = ${hostId} AND recorded_print = ${print}
      AND checked_at IS NOT NULL AND recorded_at > platform_now() - ${RECORD_EVERY_MS} * interval '1 ms'
      AND NOT (${withoutLeases}::boolean AND EXISTS (SELECT 1 FROM leases WHERE host_id = hosts.id AND ended_at IS NULL))
    RETURNING platform_now() AS at, desired_revision AS revision`);
  const [row] = rows;
  return row ? { at: row.at, desiredRevision: Number(row.revision) } : null;
}
