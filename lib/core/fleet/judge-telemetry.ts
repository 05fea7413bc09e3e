import { temperatureLimitC } from "./temperature-limits";
import { criticalXid } from "./xid-codes";

export type FindingKind = "temperature" | "ecc" | "xid";

export interface Finding {
  kind: FindingKind;
  health: "degraded" | "failed";
  reason: string;
  value: number;
}

/** Of one accelerator: its latest sample, and what it showed over the last minutes. */
export interface Observed {
  reportedName: string;
  xid: number | null;
  eccUncorrected: number | null;
  recent: { samples: number; coldestC: number | null; hottestC: number | null };
}

export interface OpenFinding {
  kind: FindingKind;
  value: number;
}

export interface Judgement {
  /** New ones, and open ones that became another. */
  found: Finding[];
  cleared: { kind: FindingKind; because: string }[];
}

export const SUSTAINED_MS = 300_000;
/** Of the 30 that there should be: a gap must not look like heat, nor like its end. */
const FEWEST_SAMPLES = 20;
const COOLER_BY_C = 5;

/**
 * What telemetry says of an accelerator's health, beside what is open already. What the figures do not name opens and clears nothing. Counters
 * and Xids last until the driver is loaded anew, and so do their findings: that is the reset which repairs what they stand for.
 */
export function judge(observed: Observed, open: readonly OpenFinding[]): Judgement {
  const judgement: Judgement = { found: [], cleared: [] };
  for (const one of [judgeTemperature(observed), judgeEcc(observed), judgeXid(observed)]) {
    if (one === null) continue;
    const known = open.find(({ kind }) => kind === one.kind);
    if ("because" in one) {
      if (known) judgement.cleared.push(one);
    } else if (!known || (one.kind !== "temperature" && known.value !== one.value)) judgement.found.push(one);
  }
  return judgement;
}

type Said = Finding | Judgement["cleared"][number] | null;

function judgeTemperature({ reportedName, recent }: Observed): Said {
  const limitC = temperatureLimitC(reportedName);
  const { samples, coldestC, hottestC } = recent;
  if (samples < FEWEST_SAMPLES || coldestC === null || hottestC === null) return null;
  if (coldestC > limitC)
    return {
      kind: "temperature",
      health: "degraded",
      reason: `Over ${limitC} °C for five minutes: ${coldestC} to ${hottestC} °C.`,
      value: hottestC,
    };
  if (hottestC > limitC - COOLER_BY_C) return null;
  return { kind: "temperature", because: `At most ${hottestC} °C for five minutes.` };
}

function judgeEcc({ eccUncorrected }: Observed): Said {
  if (eccUncorrected === null) return null;
  if (eccUncorrected === 0) return { kind: "ecc", because: "The counter of uncorrected ECC errors is back at zero." };
  const errors = eccUncorrected === 1 ? "1 uncorrected ECC error" : `${eccUncorrected} uncorrected ECC errors`;
  return {
    kind: "ecc",
    health: "degraded",
    reason: `${errors} since its driver was loaded.`,
    value: eccUncorrected,
  };
}

function judgeXid({ xid }: Observed): Said {
  if (xid === null) return null;
  if (xid === 0) return { kind: "xid", because: "The kernel's log holds no Xid any more." };
  const critical = criticalXid(xid);
  return critical && { kind: "xid", health: critical.health, reason: `Xid ${xid}: ${critical.meaning}.`, value: xid };
}
