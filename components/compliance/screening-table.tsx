"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import type { Wire } from "@/components/wire";
import type { DecideMatchInput } from "@/lib/compliance/schemas";
import type { MatchRow } from "@/lib/compliance/screening-queries";
import { isStrong, LIST_LABELS, SUBJECT_LABELS } from "@/lib/core/compliance/screening";
import type { ActionResult } from "@/lib/web/action-result";
import { FieldsDialog } from "./fields-dialog";
import { organizationColumn } from "./organization-column";
import { StateCell } from "./state-cell";

type Row = Wire<MatchRow>;

const TONES = { open: "warning", clearing: "info", cleared: "success", confirmed: "danger", gone: "neutral" } as const;
const LABELS = {
  open: "undecided",
  clearing: "second person",
  cleared: "cleared",
  confirmed: "confirmed",
  gone: "gone",
};

const columns: DataColumn<Row>[] = [
  {
    id: "ours",
    header: "Here",
    primary: true,
    value: (row) => row.subjectName,
    cell: (row) => (
      <Side
        name={row.subjectName}
        facts={[SUBJECT_LABELS[row.subjectKind], row.subjectCountry, row.subjectBirthDate]}
      />
    ),
  },
  {
    id: "listed",
    header: "On the list",
    value: (row) => row.partyName,
    cell: (row) => (
      <Side
        name={row.partyName}
        facts={[
          `${LIST_LABELS[row.list]} ${row.externalId}`,
          row.partyKind,
          row.names
            .filter((name) => name !== row.partyName)
            .slice(0, 3)
            .join(" / ") || null,
          row.programs.slice(0, 4).join(", ") || null,
          row.countries.slice(0, 3).join(", ") || null,
          row.birthDates.slice(0, 2).join(", ") || null,
        ]}
      />
    ),
  },
  {
    id: "score",
    header: "Score",
    align: "right",
    value: (row) => row.score,
    cell: (row) => (
      <span className="tabular" title={isStrong(row) ? "Strong: two people clear it" : "To be looked at"}>
        {row.score.toFixed(3)}
        {isStrong(row) ? " strong" : ""}
      </span>
    ),
  },
  {
    id: "state",
    header: "State",
    filter: true,
    value: (row) => LABELS[row.state],
    cell: (row) => <StateCell label={LABELS[row.state]} tone={TONES[row.state]} note={saidOf(row)} />,
  },
  organizationColumn(),
  { id: "raised", header: "Raised", value: (row) => row.raisedAt, cell: (row) => <RelativeTime at={row.raisedAt} /> },
];

function Side({ name, facts }: { name: string; facts: (string | null)[] }) {
  return (
    <div className="min-w-0 max-w-72 py-1 whitespace-normal">
      <p className="break-words font-medium">{name}</p>
      <p className="break-words text-muted-foreground text-xs">{facts.filter(Boolean).join("; ")}</p>
    </div>
  );
}

function saidOf(row: Row): string | null {
  const by = row.decidedBy ?? row.proposedBy;
  const why = row.reason ?? row.proposedReason;
  return by && why ? `${by}: ${why}` : null;
}

interface ScreeningTableProps {
  rows: Row[];
  /** Absent for those who may look but not decide. */
  decide?: (input: DecideMatchInput) => Promise<ActionResult<unknown>>;
}

/** Both names side by side, and what a person says of the pair. */
export function ScreeningTable({ rows, decide }: ScreeningTableProps) {
  return (
    <DataTable
      name="matches"
      label="Matches"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      csvName="screening"
      search="Search a name"
      {...(decide ? { rowActions: (row: Row) => <Decide row={row} decide={decide} /> } : {})}
      empty={
        <EmptyState
          icon="compliance"
          title="Nobody resembles a listed party"
          description="Organizations, their owners and beneficial owners are held against every list that is loaded."
        />
      }
    />
  );
}

function Decide({ row, decide }: { row: Row; decide: NonNullable<ScreeningTableProps["decide"]> }) {
  if (row.state !== "open" && row.state !== "clearing") return null;
  const pair = `${row.subjectName} and ${row.partyName}`;
  const isFirst = row.state === "open" && isStrong(row);
  const why = [{ name: "reason" as const, label: "Why", hint: "Kept with the match and in the audit log." }];
  return (
    <span className="flex flex-wrap justify-end gap-2 max-sm:justify-start">
      <FieldsDialog
        size="sm"
        label={isFirst ? "Propose to clear" : "Clear"}
        of={pair}
        title={`${row.subjectName} is not the listed ${row.partyName}?`}
        description={
          isFirst
            ? "A strong match is cleared by two people: another one has to agree. Until then nothing starts."
            : "It is not raised again unless the name or the entry changes."
        }
        fields={why}
        done={isFirst ? "A second person has to agree" : "Cleared"}
        send={({ reason }) => decide({ matchId: row.id, decision: "cleared", reason })}
      />
      <FieldsDialog
        size="sm"
        variant="danger"
        label="Confirm"
        of={pair}
        title={`${row.subjectName} is the listed ${row.partyName}?`}
        description={`${row.organizationName} is suspended at once: what runs is stopped, and nothing is paid out.`}
        fields={why}
        done={`${row.organizationName} is suspended`}
        send={({ reason }) => decide({ matchId: row.id, decision: "confirmed", reason })}
      />
    </span>
  );
}
