import { StatusBadge } from "@/components/layout/status-badge";
import type { Wire } from "@/components/wire";
import type { TelemetryFindingKind } from "@/lib/core/fleet/judge-telemetry";
import type { TelemetryFindingRow } from "@/lib/fleet/telemetry/finding-queries";

export const TELEMETRY_FINDING_LABELS: Record<TelemetryFindingKind, string> = {
  temperature: "Heat",
  ecc: "Uncorrected ECC errors",
  xid: "Xid",
};

export const TELEMETRY_FINDING_STATES = ["clearing asked", "open", "cleared by the desk", "over"] as const;

type Standing = Pick<Wire<TelemetryFindingRow>, "clearedAt" | "isClearedByHand" | "askedAt" | "health">;

export function telemetryFindingState(row: Standing): (typeof TELEMETRY_FINDING_STATES)[number] {
  if (row.clearedAt !== null) return row.isClearedByHand ? "cleared by the desk" : "over";
  return row.askedAt === null ? "open" : "clearing asked";
}

/** An open one keeps its accelerator from sale. */
export function TelemetryFindingStateBadge(row: Standing) {
  const open = row.health === "failed" ? "danger" : "warning";
  return <StatusBadge label={telemetryFindingState(row)} tone={row.clearedAt === null ? open : "neutral"} />;
}
