import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { FINDING_LABELS } from "@/lib/core/fleet/hardware-findings";
import type { HardwareBefore, StandingFinding } from "./hardware-before";
import type { HardwareChanges, SeenAccelerator } from "./hardware-changes";
import type { OpenedFinding } from "./hardware-findings";
import { type HostEvent, recordHostEvents } from "./record-host-event";

/** What watches hardware, in the words of the timeline. */
const WATCH = { actor: { type: "system", name: "hardware" } } as const;

/** One line for each change, none for a report that changes nothing. A host's first report is its enrolment. */
export async function recordChanges(
  tx: Transaction,
  host: { hostId: string; before: HardwareBefore; isFirst: boolean },
  changes: HardwareChanges,
  at: Date,
): Promise<void> {
  const { hostId, before } = host;
  const actor = { type: "host", hostId, organizationId: before.organizationId } as const;
  const one = (acceleratorId: string, kind: HostEvent["kind"], summary: string, details = {}): HostEvent => ({
    hostId,
    acceleratorId,
    kind,
    summary,
    details,
    at,
  });
  const added = host.isFirst ? [] : changes.added;
  await recordHostEvents(tx, { actor }, [
    ...added.map(({ id, report }) => one(id, "accelerator_added", `${nameOf(report)} is new`)),
    ...changes.missing.map((known) => one(known.id, "accelerator_missing", `${nameOf(known)} is missing`)),
    ...changes.returned.map(({ id, report }) => one(id, "accelerator_returned", `${nameOf(report)} is back`)),
    ...changes.healthChanged.map(({ id, report, known }) =>
      one(id, "accelerator_health", `${nameOf(report)} went from ${known!.health} to ${report.health}`, {
        reasons: report.healthReasons,
      }),
    ),
    ...driverChanges(changes.driverChanged).map(({ summary, details }) => ({
      hostId,
      kind: "driver_changed" as const,
      summary,
      details,
      at,
    })),
  ]);
}

function nameOf({ uuid, reportedName }: { uuid: string; reportedName: string }): string {
  return `${reportedName} ${uuid}`;
}

/** A driver is the host's: one line, however many accelerators say so. */
function driverChanges(changed: readonly SeenAccelerator[]) {
  const groups = Map.groupBy(
    changed,
    ({ known, report }) => `${known!.driverVersion ?? "none"} to ${report.driverVersion ?? "none"}`,
  );
  return [...groups].map(([change, of]) => ({
    summary: `Driver changed from ${change} on ${of.length} ${of.length === 1 ? "accelerator" : "accelerators"}`,
    details: { uuids: of.map(({ report }) => report.uuid) },
  }));
}

export async function recordFindings(
  tx: Transaction,
  hostId: string,
  { opened, gone }: { opened: readonly OpenedFinding[]; gone: readonly StandingFinding[] },
  at: Date,
): Promise<void> {
  await recordHostEvents(tx, WATCH, [
    ...opened.map(
      ({ id, cause }): HostEvent => ({
        hostId,
        // A claimed accelerator is another host's, and its passport says nothing of who claims it.
        ...(cause.acceleratorId && cause.kind !== "uuid_claimed" ? { acceleratorId: cause.acceleratorId } : {}),
        kind: "finding_opened",
        summary: cause.summary,
        details: { findingId: id },
        at,
      }),
    ),
    ...gone.map(
      ({ id, kind }): HostEvent => ({
        hostId,
        kind: "finding_closed",
        summary: `Not so any more: ${FINDING_LABELS[kind]}`,
        details: { findingId: id },
        at,
      }),
    ),
  ]);
  await tellTheFirst(tx, opened, at);
}

/** Whose accelerator is claimed is told once a day at most, for whoever claims it must not be able to fill their timeline. */
async function tellTheFirst(tx: Transaction, opened: readonly OpenedFinding[], at: Date): Promise<void> {
  const claims = opened.filter(({ cause }) => cause.kind === "uuid_claimed");
  if (claims.length === 0) return;
  const ids = claims.map(({ cause }) => cause.acceleratorId!);
  const { rows } = await tx.execute<{ id: string }>(sql`
    SELECT DISTINCT e.accelerator_id AS id FROM host_events e
    WHERE e.accelerator_id = ANY(${sql.param(ids)}::text[]) AND e.kind = 'identity_claimed'
      AND e.at > ${at.toISOString()}::timestamptz - interval '24 hours'`);
  const told = new Set(rows.map(({ id }) => id));
  const events = claims.flatMap(({ cause }): HostEvent[] => {
    if (told.has(cause.acceleratorId!)) return [];
    const summary = `Another host reported the UUID ${cause.subject}; it stays this host's, and the other is held`;
    return [{ hostId: cause.otherHostId!, acceleratorId: cause.acceleratorId!, kind: "identity_claimed", summary, at }];
  });
  await recordHostEvents(tx, WATCH, events);
}
