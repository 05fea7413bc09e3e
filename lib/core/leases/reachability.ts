/** Whether an instance is reachable from outside, by what the platform's own probes say of it. Pure; all instants are Postgres'. */

/** A probe that has not been heard of, or an opinion that was not renewed, for this long does not count. */
export const PROBE_FRESH_MS = 30_000;
/** Fewer probes than this decide nothing: one's own network may be broken. */
export const PROBE_QUORUM = 2;
/** One look may be lost on the way. */
export const FAILURES_THAT_COUNT = 2;
/** With fewer operators than this, that nothing of theirs answers says nothing of the probe. */
const OPERATORS_TO_COMPARE = 3;
/** An instance that no probe saw answer, and that failed this soon after its meter began, was never reachable. */
const FIRST_LOOK_MS = 30_000;

export interface ProbeTally {
  name: string;
  beatAt: Date;
  stoppedAt: Date | null;
  operators: number;
  /** Of whom not one instance answered in its last round. */
  operatorsFailing: number;
}

export interface ProbeOpinion {
  probe: string;
  lookedAt: Date;
  answeredAt: Date | null;
  /** When the first of the failed looks in a row began; null while it answers. */
  failingSince: Date | null;
  failures: number;
  reason: string | null;
}

export type ProbeState = "live" | "distrusted" | "silent" | "stopped";

/** A probe for which most operators vanish at once is more likely cut off itself. */
export function probeState(probe: ProbeTally, now: Date): ProbeState {
  if (probe.stoppedAt) return "stopped";
  if (now.getTime() - probe.beatAt.getTime() > PROBE_FRESH_MS) return "silent";
  const isCutOff = probe.operators >= OPERATORS_TO_COMPARE && probe.operatorsFailing * 2 > probe.operators;
  return isCutOff ? "distrusted" : "live";
}

/** `answers` and `silent`: a majority of two or more says so. `split`: they do not agree, or not yet. `unknown`: too few can tell. */
export type Verdict = "answers" | "silent" | "split" | "unknown";

export interface Judgement {
  verdict: Verdict;
  /** Probes whose word counts, and those of them that do not reach it. */
  of: number;
  failing: number;
  /** Where `silent`: when the look began with which a majority had begun to fail. */
  silentSince: Date | null;
  /** As the probes that do not reach it give them, each once. */
  reasons: string[];
}

/** What the probes make of one instance. Of a probe that is not live, and of an opinion that is old, nothing counts. */
export function judgeOpinions(opinions: readonly ProbeOpinion[], probes: readonly ProbeTally[], now: Date): Judgement {
  const live = new Set(probes.filter((probe) => probeState(probe, now) === "live").map(({ name }) => name));
  const counted = opinions.filter(
    ({ probe, lookedAt }) => live.has(probe) && now.getTime() - lookedAt.getTime() <= PROBE_FRESH_MS,
  );
  const failing = counted.filter(({ failures }) => failures >= FAILURES_THAT_COUNT);
  const answering = counted.filter(({ failures }) => failures === 0);
  const majority = Math.floor(counted.length / 2) + 1;
  const base = { of: counted.length, failing: failing.length, silentSince: null };
  const reasons = [...new Set(failing.flatMap(({ reason }) => reason ?? []))];
  if (counted.length < PROBE_QUORUM) return { ...base, verdict: "unknown", reasons };
  if (answering.length >= majority) return { ...base, verdict: "answers", reasons };
  if (failing.length < majority) return { ...base, verdict: "split", reasons };
  const since = failing.flatMap(({ failingSince }) => failingSince ?? []).sort((a, b) => a.getTime() - b.getTime());
  return { ...base, verdict: "silent", silentSince: since[majority - 1] ?? null, reasons };
}

export interface MeteredSpan {
  /** Start of the interval that is metered now. */
  from: Date;
  billedThrough: Date;
}

/**
 * From when on an instance that the probes do not reach is unreachable. The proof of its being reachable from outside ends where the look
 * began with which a majority failed, for the one before had succeeded; where nobody ever saw it answer, there was none. What is billed
 * stays billed, and an interval that was decided before is not opened again.
 */
export function unreachableFrom(silentSince: Date, everAnswered: boolean, { from, billedThrough }: MeteredSpan): Date {
  const wasNever = !everAnswered && silentSince.getTime() - from.getTime() <= FIRST_LOOK_MS;
  const second = Math.floor((wasNever ? from : silentSince).getTime() / 1_000) * 1_000;
  return new Date(Math.max(second, from.getTime(), billedThrough.getTime()));
}

/** Whether the host's word that an instance is reachable again may be taken. Who declared it unreachable has to take that back. */
export function mayRunAgain(verdict: Verdict, declaredByProbes: boolean): boolean {
  return verdict === "silent" ? false : verdict !== "split" || !declaredByProbes;
}

/** `2 of 3 probes`, with how they fail. */
export function describeJudgement({ failing, of, reasons }: Judgement): string {
  const why = reasons.length > 0 ? ` (${reasons.join("; ")})` : "";
  return `${failing} of ${of} probes${why}`;
}
