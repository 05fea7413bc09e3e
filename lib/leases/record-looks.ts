import { sql } from "drizzle-orm";
import { integers, texts } from "@/db/arrays";
import type { Database, Transaction } from "@/db/client";
import { probeChanges } from "@/db/schema";
import { FAILURES_THAT_COUNT } from "@/lib/core/leases/reachability";
import { newId } from "@/lib/ids";
import type { ProbeTarget } from "./probe-targets";

export interface Look {
  target: ProbeTarget;
  /** How long ago it began: an age, so that the probe's clock decides nothing. */
  agoMs: number;
  /** Why it did not answer; null where SSH greeted. */
  failure: string | null;
}

export interface ProbeRound {
  probe: string;
  startedAt: Date;
  roundMs: number;
  looks: readonly Look[];
}

const CHUNK = 1_000;
const LONGEST_REASON = 120;
/** Opinions that no round renewed are of leases that are not looked at any more. */
const FORGOTTEN_AFTER = sql`interval '10 minutes'`;

/**
 * What one round of a probe saw, its tally with it, in one transaction: whoever reads opinions sees whether this probe is to be trusted.
 * Rows are updated in place; a change of mind alone adds one. Answers whether the name is still this run's; if not, nothing is kept.
 */
export function recordLooks(db: Database, round: ProbeRound): Promise<boolean> {
  return db.transaction(async (tx) => {
    if (!(await recordTally(tx, round))) return false;
    const sorted = [...round.looks].sort((a, b) => (a.target.leaseId < b.target.leaseId ? -1 : 1));
    for (let at = 0; at < sorted.length; at += CHUNK) await renew(tx, round.probe, sorted.slice(at, at + CHUNK));
    await tx.execute(sql`
      DELETE FROM probe_opinions WHERE probe = ${round.probe} AND looked_at < platform_now() - ${FORGOTTEN_AFTER}`);
    return true;
  });
}

export function tallyOf(looks: readonly Look[]) {
  const failing = looks.filter(({ failure }) => failure !== null);
  const answering = new Set(looks.flatMap(({ failure, target }) => (failure === null ? [target.operatorId] : [])));
  const operators = new Set(looks.map(({ target }) => target.operatorId)).size;
  return { leases: looks.length, failing: failing.length, operators, operatorsFailing: operators - answering.size };
}

async function recordTally(tx: Transaction, { probe, startedAt, roundMs, looks }: ProbeRound): Promise<boolean> {
  const { leases, failing, operators, operatorsFailing } = tallyOf(looks);
  const { rowCount } = await tx.execute(sql`
    UPDATE probes SET beat_at = platform_now(), round_at = platform_now(), round_ms = ${Math.round(roundMs)}, leases = ${leases},
      failing = ${failing}, operators = ${operators}, operators_failing = ${operatorsFailing}
    WHERE name = ${probe} AND started_at = ${startedAt.toISOString()}::timestamptz`);
  return (rowCount ?? 0) > 0;
}

interface Renewed extends Record<string, unknown> {
  leaseId: string;
  failures: number;
  /** Before this round, at the same endpoint. */
  before: number;
  reason: string | null;
  lookedAt: Date;
}

async function renew(tx: Transaction, probe: string, looks: readonly Look[]): Promise<void> {
  const { rows } = await tx.execute<Renewed>(sql`
    WITH told AS (
      SELECT t.*, platform_now() - make_interval(secs => t.ago_ms / 1000.0) AS looked_at
      FROM unnest(${texts(looks.map(({ target }) => target.leaseId))}, ${integers(looks.map(({ target }) => target.incarnation))},
        ${texts(looks.map(({ target }) => target.address))}, ${integers(looks.map(({ target }) => target.port))},
        ${integers(looks.map(({ agoMs }) => Math.max(0, Math.round(agoMs))))},
        ${texts(looks.map(({ failure }) => failure?.slice(0, LONGEST_REASON) ?? null))})
        AS t(lease_id, incarnation, address, port, ago_ms, reason)),
    old AS (
      SELECT o.lease_id, o.failures FROM probe_opinions o JOIN told t USING (lease_id, incarnation, address, port)
      WHERE o.probe = ${probe})
    INSERT INTO probe_opinions AS o (lease_id, probe, incarnation, address, port, looked_at, answered_at, failed_at, failing_since,
      failures, reason)
    SELECT lease_id, ${probe}, incarnation, address, port, looked_at, CASE WHEN reason IS NULL THEN looked_at END,
      CASE WHEN reason IS NOT NULL THEN looked_at END, CASE WHEN reason IS NOT NULL THEN looked_at END,
      CASE WHEN reason IS NULL THEN 0 ELSE 1 END, reason
    FROM told ORDER BY lease_id
    ON CONFLICT (lease_id, probe) DO UPDATE SET (incarnation, address, port, looked_at, answered_at, failed_at, failing_since, failures, reason) = (
      SELECT excluded.incarnation, excluded.address, excluded.port, excluded.looked_at,
        coalesce(excluded.answered_at, CASE WHEN s.same THEN o.answered_at END),
        coalesce(excluded.failed_at, CASE WHEN s.same THEN o.failed_at END),
        CASE WHEN excluded.failures > 0 THEN coalesce(CASE WHEN s.same THEN o.failing_since END, excluded.failing_since) END,
        CASE WHEN excluded.failures > 0 THEN 1 + CASE WHEN s.same THEN o.failures ELSE 0 END ELSE 0 END,
        coalesce(excluded.reason, CASE WHEN s.same THEN o.reason END)
      FROM (SELECT (o.incarnation, o.address, o.port) = (excluded.incarnation, excluded.address, excluded.port) AS same) AS s)
    RETURNING o.lease_id AS "leaseId", o.failures, o.reason, o.looked_at AS "lookedAt",
      coalesce((SELECT old.failures FROM old WHERE old.lease_id = o.lease_id), 0) AS before`);
  await keepChanges(tx, probe, rows);
}

async function keepChanges(tx: Transaction, probe: string, rows: readonly Renewed[]): Promise<void> {
  const fails = (failures: number) => failures >= FAILURES_THAT_COUNT;
  const changed = rows.filter(({ failures, before }) =>
    fails(before) ? failures === 0 : fails(failures) && before < FAILURES_THAT_COUNT,
  );
  if (changed.length === 0) return;
  await tx.insert(probeChanges).values(
    changed.map(({ leaseId, failures, reason, lookedAt }) => ({
      id: newId("pch"),
      leaseId,
      probe,
      at: lookedAt,
      answers: failures === 0,
      reason: failures === 0 ? null : reason,
    })),
  );
}
