import type { Transaction } from "@/db/client";
import type { AcceleratorReport, AgentReport } from "@/lib/core/contracts/agent";
import type { ModelFacts } from "@/lib/core/fleet/match-model";
import type { HardwareBefore } from "./hardware-before";
import { type Cause, findClaims, findDuplicates, findExchanges, findMisfits } from "./hardware-causes";
import { compareHardware } from "./hardware-changes";
import { clearFindings, openFindings, refreshFindings, tellOfFindings } from "./hardware-findings";
import { claimSerials, continueSightings } from "./hardware-sightings";
import { causeKey, reviewStanding } from "./hardware-standing";
import { recordChanges, recordFindings } from "./hardware-timeline";

export interface HardwareReport {
  hostId: string;
  /** As `readHardware` found it before the report was written. */
  before: HardwareBefore;
  facts: AgentReport["facts"];
  /** Each UUID once. */
  reported: readonly AcceleratorReport[];
  /** Of the reported UUIDs, those that are this host's, with the accelerator's id. */
  ownIds: ReadonlyMap<string, string>;
  models: readonly ModelFacts[];
  at: Date;
}

/**
 * Keeps who an accelerator is over time: how and where it is seen, its serial number's first holder, what changed, and what does
 * not fit. A report that changes nothing writes nothing.
 */
export async function recordHardware(tx: Transaction, report: HardwareReport): Promise<void> {
  const { hostId, before, reported, ownIds, at } = report;
  const changes = compareHardware(before, reported, ownIds);
  await continueSightings(tx, hostId, changes.seenOtherwise, at);
  const taken = await claimSerials(tx, hostId, changes, at);
  await recordChanges(tx, { hostId, before, isFirst: before.accelerators.size === 0 }, changes, at);
  const causes: Cause[] = [
    ...(await findClaims(
      tx,
      reported.filter(({ uuid }) => !ownIds.has(uuid)),
    )),
    ...findDuplicates(changes.present, taken),
    ...findMisfits(changes.present, report.models),
    ...findExchanges(before, changes, report.facts),
  ];
  const standing = reviewStanding(before, { facts: report.facts, present: changes.present, causes }, at);
  const known = new Set(standing.lasting.map(causeKey));
  const opened = await openFindings(
    tx,
    hostId,
    causes.filter((cause) => !known.has(causeKey(cause))),
    at,
  );
  await clearFindings(tx, standing.gone, at);
  await refreshFindings(tx, standing.stale, at);
  if (opened.length === 0 && standing.gone.length === 0) return;
  await recordFindings(tx, hostId, { opened, gone: standing.gone }, at);
  await tellOfFindings(tx, { hostId, ...before }, at);
}
