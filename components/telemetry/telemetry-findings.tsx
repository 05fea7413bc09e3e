"use client";

import { FieldsDialog } from "@/components/compliance/fields-dialog";
import { UtcTime } from "@/components/layout/utc-time";
import type { Wire } from "@/components/wire";
import type { TelemetryFindingRow } from "@/lib/fleet/telemetry/finding-queries";
import type { ClearFindingInput } from "@/lib/fleet/telemetry/schemas";
import type { ActionResult } from "@/lib/web/action-result";
import { TELEMETRY_FINDING_LABELS, TelemetryFindingStateBadge } from "./telemetry-finding-state";

type Row = Wire<TelemetryFindingRow>;

interface TelemetryFindingsProps {
  findings: readonly Row[];
  /** Asks the desk to clear one; absent where the actor may not. */
  ask?: ((input: ClearFindingInput) => Promise<ActionResult<unknown>>) | undefined;
}

function courseOf({ reason, askedBecause, clearedAt, clearedBecause, isClearedByHand }: Row): string {
  const asked = askedBecause === null ? "" : ` Asked for clearing: ${askedBecause}`;
  const over = clearedAt === null ? "" : ` ${isClearedByHand ? "The desk" : "Over"}: ${clearedBecause}`;
  return `${reason}${asked}${over}`;
}

export function TelemetryFindings({ findings, ask }: TelemetryFindingsProps) {
  return (
    <ul className="flex flex-col gap-2">
      {findings.map((finding) => (
        <li key={finding.id} className="flex flex-wrap items-start gap-x-3 gap-y-1 rounded-md border bg-card px-3 py-2">
          <TelemetryFindingStateBadge {...finding} />
          <span className="min-w-0 flex-[1_1_16rem]">
            <span className="font-medium">{TELEMETRY_FINDING_LABELS[finding.kind]}</span>
            <span className="block break-words text-muted-foreground text-xs">{courseOf(finding)}</span>
          </span>
          <UtcTime at={finding.foundAt} className="text-muted-foreground text-xs" />
          {ask && finding.clearedAt === null && finding.askedAt === null ? (
            <FieldsDialog
              size="sm"
              label="Ask to clear"
              of={TELEMETRY_FINDING_LABELS[finding.kind]}
              title="Ask the desk to clear this finding?"
              description="Say what was done about it. It stays from sale until the desk clears it, or its cause is gone."
              fields={[{ name: "reason", label: "What was done" }]}
              done="Asked"
              send={({ reason }) => ask({ findingId: finding.id, reason })}
            />
          ) : null}
        </li>
      ))}
    </ul>
  );
}
