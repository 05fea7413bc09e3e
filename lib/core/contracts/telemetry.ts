import { z } from "zod";
import { toStorable } from "@/lib/core/text";

/**
 * `POST /api/agent/v1/telemetry`: what a host's accelerators showed, every ten seconds, told in batches.
 *
 * Nothing in it is an instant of the host's clock: a sample says how long before the sending it was taken, and the platform subtracts that
 * from its own clock. A clock that is wrong can therefore put no sample into the future. A batch is numbered by the agent's run and its
 * place in it, and the numbers grow: one that was taken before is answered the same and changes nothing.
 */
export const SAMPLE_INTERVAL_MS = 10_000;
/** What is older than this is not taken any more. */
export const OLDEST_SAMPLE_MS = 86_400_000;
/** In one batch, of all accelerators together. */
export const MOST_SAMPLES = 4_000;
const MOST_SAMPLES_EACH = 400;
const LARGEST_INT = 2_147_483_647;

const figure = (most: number, least = 0) => z.number().int().min(least).max(most).nullable();
const counter = figure(Number.MAX_SAFE_INTEGER);

/** What the vendor's tool did not say is null, never guessed. */
export const telemetryFigures = z.strictObject({
  temperatureC: figure(500, -100),
  powerMilliwatts: figure(100_000_000),
  utilisationPercent: figure(100),
  memoryUsedMib: figure(LARGEST_INT),
  /** Since the driver was loaded, as the three below; they fall back to nothing with it. */
  eccCorrected: counter,
  eccUncorrected: counter,
  linkErrors: counter,
  /** Of its PCIe link, which sends again what did not arrive whole. */
  pcieReplays: counter.optional(),
  /** The gravest since boot; 0 where the kernel's log reaches back to it and holds none. */
  xid: figure(65_535),
  /** How long before the sample that Xid was logged, the last time. */
  xidAgeMs: counter.optional(),
});
export type TelemetryFigures = z.infer<typeof telemetryFigures>;

const telemetrySample = telemetryFigures.extend({
  /** Before the batch was sent. */
  ageMs: z.number().int().min(0).max(OLDEST_SAMPLE_MS),
});

const counted = z.number().int().min(0).max(LARGEST_INT);

export const telemetryBatch = z
  .strictObject({
    run: counted,
    batch: counted,
    /** Samples that the agent had to give up in this run, its spool being full. */
    dropped: counted,
    accelerators: z
      .array(
        z.strictObject({
          uuid: z.string().overwrite(toStorable).min(1).max(100),
          samples: z.array(telemetrySample).max(MOST_SAMPLES_EACH),
        }),
      )
      .max(64),
  })
  .refine(
    ({ accelerators }) => accelerators.reduce((sum, { samples }) => sum + samples.length, 0) <= MOST_SAMPLES,
    `holds more than ${MOST_SAMPLES} samples`,
  );
export type TelemetryBatch = z.infer<typeof telemetryBatch>;

export const telemetryResponse = z.strictObject({
  serverTime: z.iso.datetime(),
  /** How many samples are new to the platform. */
  taken: z.number().int().min(0),
});
export type TelemetryResponse = z.infer<typeof telemetryResponse>;
