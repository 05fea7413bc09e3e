import { sql } from "drizzle-orm";
import { bigints, integers, texts } from "@/db/arrays";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import type { TelemetryBatch, TelemetryResponse } from "@/lib/core/contracts/telemetry";
import { AppError } from "@/lib/errors";
import { judgeTelemetry } from "./judge-telemetry";

type Sample = TelemetryBatch["accelerators"][number]["samples"][number];

/**
 * Takes one batch of a host's samples, once: the same or an earlier one again changes nothing. Of accelerators that are not this host's nothing
 * is kept. What the samples show is judged in the same transaction, and their minutes are marked to be rolled up.
 */
export async function recordTelemetry(ctx: Context, batch: TelemetryBatch): Promise<TelemetryResponse> {
  const { actor } = ctx;
  if (actor.type !== "host") throw new AppError("unauthenticated", "Only a host's agent may report.");
  return ctx.db.transaction(async (tx) => {
    const now = await databaseNow(tx);
    const serverTime = now.toISOString();
    if (!(await takeBatch(tx, actor.hostId, batch, now))) return { serverTime, taken: 0 };
    const taken = await keepSamples(tx, actor.hostId, batch, now).catch(explain);
    if (taken > 0) await judgeTelemetry(tx, ctx, actor.hostId, now);
    return { serverTime, taken };
  });
}

/** Where no worker has run for a day there is no partition for the present; the agent keeps the batch and comes again. */
function explain(error: Error & { cause?: { code?: string; message?: string } }): never {
  const { code, message = "" } = error.cause ?? {};
  if (code === "23514" && message.startsWith("no partition"))
    throw new AppError("unavailable", "Telemetry has no place for these samples until a worker has run.");
  throw error;
}

/** Under the host's row, so that its batches are taken one after the other. */
async function takeBatch(tx: Transaction, hostId: string, { run, batch, dropped }: TelemetryBatch, now: Date) {
  const taken = await tx.execute(sql`
    INSERT INTO telemetry_hosts (host_id, run, batch, received_at, dropped)
    VALUES (${hostId}, ${run}, ${batch}, ${now.toISOString()}::timestamptz, ${dropped})
    ON CONFLICT (host_id) DO UPDATE SET run = excluded.run, batch = excluded.batch, received_at = excluded.received_at, dropped = excluded.dropped
      WHERE (telemetry_hosts.run, telemetry_hosts.batch) < (excluded.run, excluded.batch)
    RETURNING run`);
  return taken.rows.length > 0;
}

/** A minute's mark is written even where it stands already: that waits for whoever is rolling it up, who would not see these samples. */
async function keepSamples(tx: Transaction, hostId: string, batch: TelemetryBatch, now: Date): Promise<number> {
  const samples = batch.accelerators.flatMap(({ uuid, samples: own }) => own.map((sample) => ({ uuid, ...sample })));
  if (samples.length === 0) return 0;
  const at = sql`${now.toISOString()}::timestamptz`;
  const small = (name: keyof Sample) => integers(samples.map((sample) => sample[name] ?? null));
  const large = (name: keyof Sample) =>
    bigints(samples.map(({ [name]: count = null }) => (count === null ? null : BigInt(count))));
  const { rows } = await tx.execute<{ taken: number }>(sql`
    WITH given AS (
      SELECT * FROM unnest(${texts(samples.map(({ uuid }) => uuid))}, ${small("ageMs")}, ${small("temperatureC")}, ${small("powerMilliwatts")},
          ${small("utilisationPercent")}, ${small("memoryUsedMib")}, ${large("eccCorrected")}, ${large("eccUncorrected")},
          ${large("linkErrors")}, ${large("pcieReplays")}, ${small("xid")}, ${large("xidAgeMs")})
        AS g (uuid, age_ms, temperature_c, power_milliwatts, utilisation_percent, memory_used_mib, ecc_corrected, ecc_uncorrected, link_errors, pcie_replays,
          xid, xid_age_ms)
    ), fresh AS (
      INSERT INTO telemetry_samples (accelerator_id, at, temperature_c, power_milliwatts, utilisation_percent, memory_used_mib,
        ecc_corrected, ecc_uncorrected, link_errors, pcie_replays, xid, xid_at)
      SELECT a.id, ${at} - g.age_ms * interval '1 ms', g.temperature_c, g.power_milliwatts, g.utilisation_percent, g.memory_used_mib,
        g.ecc_corrected, g.ecc_uncorrected, g.link_errors, g.pcie_replays, g.xid,
        ${at} - (g.age_ms + g.xid_age_ms) * interval '1 ms'
      FROM given g JOIN accelerators a ON a.uuid = g.uuid AND a.host_id = ${hostId}
      ON CONFLICT DO NOTHING
      RETURNING at
    ), marked AS (
      INSERT INTO telemetry_pending (host_id, resolution, at, touched_at)
      SELECT DISTINCT ${hostId}, 'minute', date_trunc('minute', at), ${at} FROM fresh ORDER BY 3
      ON CONFLICT (host_id, resolution, at) DO UPDATE SET touched_at = excluded.touched_at
    ), newest AS (
      UPDATE telemetry_hosts SET newest_sample_at = greatest(newest_sample_at, (SELECT max(at) FROM fresh)) WHERE host_id = ${hostId}
    )
    SELECT count(*)::int AS taken FROM fresh`);
  return rows[0]!.taken;
}
