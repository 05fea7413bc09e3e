"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { StatusBadge } from "@/components/layout/status-badge";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import type { Wire } from "@/components/wire";
import { formatSeconds } from "@/lib/core/time";
import type { SlaRuleRow } from "@/lib/metering/correction-queries";
import type { ActionResult } from "@/lib/web/action-result";
import { formatBps } from "./format";

type Row = Wire<SlaRuleRow> & { status: "in force" | "coming" | "ended" };

const TONES = { "in force": "success", coming: "info", ended: "neutral" } as const;
const dayOf = (instant: string) => instant.slice(0, 10);

const columns: DataColumn<Row>[] = [
  { id: "name", header: "Rule", primary: true, value: (row) => row.name },
  {
    id: "window",
    header: "Per",
    value: (row) => (row.unit === "maintenance" ? row.unit : `UTC ${row.unit}`),
    filter: true,
  },
  {
    id: "allowed",
    header: "Allowed unreachable",
    align: "right",
    value: (row) => row.allowedSeconds,
    cell: (row) => (
      <span className="tabular">{row.unit === "maintenance" ? "-" : formatSeconds(row.allowedSeconds)}</span>
    ),
  },
  {
    id: "credit",
    header: "Credit beyond",
    align: "right",
    value: (row) => row.creditBps,
    cell: (row) => (
      <span className="tabular">
        {formatBps(row.creditBps)} of {row.unit === "maintenance" ? "an hour's price" : `the ${row.unit}'s cost`}
      </span>
    ),
  },
  {
    id: "status",
    header: "Status",
    value: (row) => row.status,
    cell: (row) => <StatusBadge label={row.status} tone={TONES[row.status]} />,
    filter: true,
  },
  {
    id: "from",
    header: "UTC days",
    value: (row) => row.from,
    cell: (row) => (
      <span className="tabular">
        from {dayOf(row.from)}
        {row.to ? ` until ${dayOf(row.to)}` : ""}
      </span>
    ),
  },
];

interface SlaRulesTableProps {
  rows: Wire<SlaRuleRow>[];
  now: string;
  /** The first UTC day from which a rule can be ended. */
  tomorrow: string;
  /** Absent for those who may look but not manage. */
  end?: (input: { ruleId: string; on: string }) => Promise<ActionResult<{ ruleId: string }>>;
}

function statusOf(rule: Wire<SlaRuleRow>, now: string): Row["status"] {
  if (rule.to && rule.to <= now) return "ended";
  return rule.from > now ? "coming" : "in force";
}

export function SlaRulesTable({ rows, now, tomorrow, end }: SlaRulesTableProps) {
  return (
    <DataTable
      name="rules"
      label="SLA rules"
      columns={columns}
      rows={rows.map((rule) => ({ ...rule, status: statusOf(rule, now) }))}
      rowId={(row) => row.id}
      csvName="sla-rules"
      search={false}
      {...(end
        ? { rowActions: (row: Row) => (row.to ? null : <EndButton row={row} tomorrow={tomorrow} end={end} />) }
        : {})}
      empty={
        <EmptyState
          icon="spread"
          title="Nothing is promised"
          description="Unreachable time is not billed in any case. Add a rule to credit more than that."
        />
      }
    />
  );
}

type EndButtonProps = Required<Pick<SlaRulesTableProps, "tomorrow" | "end">> & { row: Row };

function EndButton({ row, tomorrow, end }: EndButtonProps) {
  const router = useRouter();
  const first = dayOf(row.from);
  const dayAfter = new Date(Date.parse(row.from) + 86_400_000).toISOString().slice(0, 10);
  const on = first >= tomorrow ? dayAfter : tomorrow;
  return (
    <ConfirmDialog
      trigger={<Button size="sm">End</Button>}
      title={`End ${row.name}?`}
      description={
        row.unit === "maintenance"
          ? "Instances that are stopped for maintenance from then on earn nothing by it. Those stopped before still do."
          : "Days and months that begin from then on are not held against it. One that has begun still is."
      }
      object={row.name}
      stakes={[{ label: "From (UTC day)", value: on }]}
      confirmLabel="End rule"
      onConfirm={async () => {
        const result = await end({ ruleId: row.id, on });
        if (!result.ok) return result.error.message;
        toast.success(`${row.name} ends on ${on}`);
        router.refresh();
        return undefined;
      }}
    />
  );
}
