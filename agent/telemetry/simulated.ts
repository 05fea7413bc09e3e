import { createHash } from "node:crypto";
import type { AcceleratorReport } from "@/lib/core/contracts/agent";
import type { TelemetryFigures } from "@/lib/core/contracts/telemetry";

const IDLE_MILLIWATTS = 72_000;
const FULL_MILLIWATTS = 640_000;
/** It warms up and cools down with this time constant. */
const WARMS_IN_MS = 90_000;
const WAVE_MS = 2_220_000;

/** Between 0 and 1, the same for the same text. */
const chance = (text: string) => createHash("sha256").update(text).digest().readUInt32BE(0) / 2 ** 32;

export interface Load {
  /** Since when a container has had it, or has had it no longer; null where it never had. */
  since: number | null;
  isBusy: boolean;
}

/**
 * What a simulated accelerator shows at an instant: all of it follows from its UUID, the time and when it was taken or given back. Load swings
 * slowly and each accelerator has its own rhythm; heat follows load late.
 */
export function simulateFigures(
  { uuid, memoryMib }: Pick<AcceleratorReport, "uuid" | "memoryMib">,
  load: Load,
  now: number,
): TelemetryFigures {
  const phase = chance(uuid) * 2 * Math.PI;
  const swing = (Math.sin((now / WAVE_MS) * 2 * Math.PI + phase) + 1) / 2;
  const jitter = chance(`${uuid}/${Math.floor(now / 10_000)}`);
  const use = load.isBusy ? 0.7 + 0.22 * swing + 0.08 * jitter : 0;
  const sinceMs = load.since === null ? Number.POSITIVE_INFINITY : Math.max(0, now - load.since);
  const settled = 1 - Math.exp(-sinceMs / WARMS_IN_MS);
  const warmth = load.isBusy ? settled : load.since === null ? 0 : 1 - settled;
  const idleC = 29 + 5 * chance(`${uuid}/idle`);
  const memory = load.isBusy ? settled * (0.55 + 0.3 * chance(`${uuid}/memory`)) : 0;
  return {
    temperatureC: Math.round(idleC + warmth * (30 + 8 * swing) + jitter),
    powerMilliwatts: Math.round(IDLE_MILLIWATTS + 2_000 * jitter + use * (FULL_MILLIWATTS - IDLE_MILLIWATTS)),
    utilisationPercent: Math.round(use * 100),
    memoryUsedMib: memoryMib === null ? null : Math.round(4 + memory * memoryMib),
    eccCorrected: 0,
    eccUncorrected: 0,
    linkErrors: 0,
    pcieReplays: 0,
    xid: 0,
  };
}
