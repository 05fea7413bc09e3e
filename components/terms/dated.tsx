import type { DataColumn } from "@/components/data-table/types";
import { StatusBadge } from "@/components/layout/status-badge";
import { UtcTime } from "@/components/layout/utc-time";
import type { Tone } from "@/components/ui/tone";

export interface Dated {
  status: "current" | "announced" | "past";
  during: { from: string; to: string | null };
}

const TONES: Record<Dated["status"], Tone> = { current: "success", announced: "info", past: "neutral" };
const OPTIONS = (["current", "announced", "past"] as const).map((value) => ({ value, label: value }));

/** What every dated row ends with: whether it holds now, and from when to when. */
export function datedColumns<Row extends Dated>(): DataColumn<Row>[] {
  return [
    {
      id: "status",
      header: "Status",
      filter: OPTIONS,
      value: (row) => row.status,
      cell: (row) => <StatusBadge label={row.status} tone={TONES[row.status]} />,
    },
    { id: "from", header: "From", value: (row) => row.during.from, cell: (row) => <UtcTime at={row.during.from} /> },
    {
      id: "to",
      header: "Until",
      value: (row) => row.during.to ?? "no end",
      cell: (row) =>
        row.during.to ? <UtcTime at={row.during.to} /> : <span className="text-muted-foreground">no end</span>,
    },
  ];
}
