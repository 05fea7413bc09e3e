import type { HostFacts } from "@/lib/core/contracts/agent";
import { isSameMachine } from "@/lib/core/fleet/hardware-findings";
import type { HardwareBefore, StandingFinding } from "./hardware-before";
import { type Cause, goneSubject, MACHINE_SUBJECT, serialSubject } from "./hardware-causes";
import type { SeenAccelerator } from "./hardware-changes";

/** A finding is written again no more often than this while its cause goes on. */
const REFRESH_MS = 60_000;

export function causeKey({ kind, subject }: Pick<Cause, "kind" | "subject">): string {
  return `${kind}:${subject}`;
}

/**
 * What becomes of the findings that stand: those whose cause this report shows to be gone, and those to say of that it is still
 * so. What has another piece of hardware in it, or one more, goes by no report; what the desk has rejected, by none either.
 */
export function reviewStanding(
  before: HardwareBefore,
  report: { facts: HostFacts; present: readonly SeenAccelerator[]; causes: readonly Cause[] },
  at: Date,
) {
  const shown = new Set(report.causes.map(causeKey));
  const serials = new Set(report.present.map((one) => serialSubject(one.id, one.report)));
  const present = new Set(report.present.map(({ id }) => goneSubject(id)));
  const isGone = (finding: StandingFinding): boolean => {
    const { kind, subject } = finding;
    if (kind === "duplicate_serial") return !serials.has(subject);
    if (kind !== "hardware_changed") return !shown.has(causeKey(finding));
    if (subject === MACHINE_SUBJECT) return finding.before !== null && isSameMachine(finding.before, report.facts);
    return present.has(subject);
  };
  const gone = before.standing.filter((finding) => finding.state !== "rejected" && isGone(finding));
  const lasting = before.standing.filter((finding) => !gone.includes(finding));
  const isStale = ({ lastSeenAt }: StandingFinding) => at.getTime() - Date.parse(lastSeenAt) >= REFRESH_MS;
  return { gone, lasting, stale: lasting.filter((finding) => isStale(finding) && !isGone(finding)) };
}
