import { criticalXid } from "../contracts/xid-codes";
import { temperatureLimitC } from "./temperature-limits";

export const TELEMETRY_FINDING_KINDS = ["temperature", "ecc", "xid"] as const;
export type TelemetryFindingKind = (typeof TELEMETRY_FINDING_KINDS)[number];

export interface Finding {
  kind: TelemetryFindingKind;
  health: "degraded" | "failed";
  reason: string;
  value: number;
}

/** Of one accelerator: its latest sample, and what it showed over the last minutes. */
export interface Observed {
  reportedName: string;
  xid: number | null;
  /** When that one was logged, the last time. */
  xidAt: Date | null;
  eccUncorrected: number | null;
  recent: { samples: number; coldestC: number | null; hottestC: number | null };
}

/** What is open already, or was cleared by hand while its cause still stood. */
export interface KnownFinding {
  kind: TelemetryFindingKind;
  value: number;
}

interface Waiver extends KnownFinding {
  clearedAt: Date;
}

export interface Judgement {
  /** New ones, and open ones that became another. */
  found: Finding[];
  cleared: { kind: TelemetryFindingKind; because: string }[];
  /** Whose cause, waived by hand, is gone: the next of its kind is found again. */
  ended: TelemetryFindingKind[];
}

export interface Known {
  open: readonly KnownFinding[];
  waived: readonly Waiver[];
}

export const SUSTAINED_MS = 300_000;
/** Of the 30 that there should be: a gap must not look like heat, nor like its end. */
const FEWEST_SAMPLES = 20;
const COOLER_BY_C = 5;

/**
 * What telemetry says of an accelerator's health, beside what is known already. What the figures do not name opens and clears nothing. Counters
 * and Xids last until the driver is loaded anew, or the host is started again, and so do their findings: that is the reset which repairs what they
 * stand for. What the desk cleared before that is not found again by the same count or the same Xid.
 */
export function judge(observed: Observed, { open, waived }: Known): Judgement {
  const judgement: Judgement = { found: [], cleared: [], ended: [] };
  for (const one of [judgeTemperature(observed), judgeEcc(observed), judgeXid(observed)]) {
    if (one === null) continue;
    const known = open.find(({ kind }) => kind === one.kind);
    const own = waived.filter(({ kind }) => kind === one.kind);
    if ("because" in one) {
      if (known) judgement.cleared.push(one);
      if (own.length > 0) judgement.ended.push(one.kind);
    } else if (known ? isAnother(one, known) : !own.some((waiver) => isWaived(one, waiver, observed)))
      judgement.found.push(one);
  }
  return judgement;
}

/** By how much a host's own clock of its log may be off. */
const LOG_CLOCK_MS = 5_000;

/** The same Xid again, logged after it was cleared, is not what was cleared. */
function isWaived(one: Finding, waiver: Waiver, { xidAt }: Observed): boolean {
  if (one.kind === "xid" && xidAt !== null && xidAt.getTime() > waiver.clearedAt.getTime() + LOG_CLOCK_MS) return false;
  return !isAnother(one, waiver);
}

/** Heat is heat, however hot. */
const isAnother = ({ kind, value }: Finding, known: KnownFinding) => kind !== "temperature" && known.value !== value;

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
