"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import type { Wire } from "@/components/wire";
import { type Currency, formatMoney } from "@/lib/core/money";
import type { BudgetProgress } from "@/lib/metering/budget-queries";
import type { ChangeBudgetInput, CreateBudgetInput, RemoveBudgetInput } from "@/lib/metering/schemas";
import type { ActionResult } from "@/lib/web/action-result";
import { BudgetDialog } from "./budget-dialog";
import { SpentBar } from "./spent-bar";

type Row = Wire<BudgetProgress> & { projectName: string | null };

export interface BudgetActions {
  create: (input: CreateBudgetInput) => Promise<ActionResult<unknown>>;
  change: (input: ChangeBudgetInput) => Promise<ActionResult<unknown>>;
  remove: (input: RemoveBudgetInput) => Promise<ActionResult<unknown>>;
}

const BLANK: CreateBudgetInput = { name: "", monthly: "", alerts: "50, 80, 100" };

const columns: DataColumn<Row>[] = [
  { id: "name", header: "Budget", primary: true, value: (row) => row.name },
  {
    id: "project",
    header: "Of",
    value: (row) => row.projectName ?? "everything",
    cell: (row) => (
      <>
        {row.projectName ?? "everything"}
        {row.refusesLaunches ? (
          <span className="block text-muted-foreground text-xs">refuses launches once spent</span>
        ) : null}
      </>
    ),
  },
  {
    id: "monthly",
    header: "Per UTC month",
    align: "right",
    value: (row) => BigInt(row.monthlyMicros),
    cell: (row) => <Money micros={row.monthlyMicros} currency={row.currency} />,
  },
  {
    id: "spent",
    header: "Month to date",
    align: "right",
    value: (row) => BigInt(row.spentMicros),
    cell: (row) => <Money micros={row.spentMicros} currency={row.currency} />,
  },
  {
    id: "share",
    header: "Spent",
    align: "right",
    value: (row) => row.spentBps,
    cell: (row) => <SpentBar bps={row.spentBps} label={`Spent of the budget ${row.name}`} />,
    csv: (row) => (row.spentBps / 10_000).toFixed(4),
  },
  { id: "alerts", header: "Tells at", sortable: false, value: (row) => `${alertsOf(row)} %` },
];

function alertsOf(row: Row): string {
  return row.alertBps.map((bps) => Number(bps) / 100).join(", ");
}

type BudgetsTableProps = {
  rows: Row[];
  currency: Currency;
  mayManage: boolean;
  projects: { id: string; name: string }[];
  actions: BudgetActions;
};

export function BudgetsTable({ rows, currency, mayManage, projects, actions }: BudgetsTableProps) {
  const add = (
    <BudgetDialog
      trigger={<Button>Add budget</Button>}
      title="Add budget"
      currency={currency}
      initial={BLANK}
      projects={projects}
      onSave={actions.create}
    />
  );
  return (
    <DataTable
      label="Budgets"
      name="budgets"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      search={false}
      csvName="budgets"
      toolbar={mayManage ? add : undefined}
      rowActions={mayManage ? (row) => <RowActions row={row} actions={actions} /> : undefined}
      empty={
        <EmptyState
          icon="billing"
          title="No budgets yet"
          description="A budget tells you when a share of a month's amount is spent. It stops nothing."
          action={mayManage ? add : <span className="text-muted-foreground">An owner can add one.</span>}
        />
      }
    />
  );
}

function RowActions({ row, actions }: { row: Row; actions: BudgetActions }) {
  const router = useRouter();
  const monthly = formatMoney(BigInt(row.monthlyMicros), row.currency, { precision: "trimmed" }).replace(/^[^\d]+/, "");
  return (
    <span className="flex justify-end gap-1 max-sm:justify-start">
      <BudgetDialog
        trigger={
          <Button variant="ghost" size="sm" aria-label={`Change ${row.name}`}>
            Change
          </Button>
        }
        title="Change budget"
        currency={row.currency}
        initial={{
          name: row.name,
          monthly,
          alerts: alertsOf(row),
          projectId: row.projectId ?? undefined,
          refusesLaunches: row.refusesLaunches,
        }}
        onSave={({ projectId: _, ...input }) => actions.change({ budgetId: row.id, ...input })}
      />
      <ConfirmDialog
        trigger={
          <Button variant="ghost" size="sm" aria-label={`Remove ${row.name}`}>
            Remove
          </Button>
        }
        title="Remove this budget?"
        description="You are not told of its shares any more. Nothing else changes."
        object={row.name}
        stakes={[{ label: "Per UTC month", value: <Money micros={row.monthlyMicros} currency={row.currency} /> }]}
        confirmLabel="Remove budget"
        onConfirm={async () => {
          const result = await actions.remove({ budgetId: row.id });
          if (!result.ok) return result.error.message;
          toast.success(`Removed ${row.name}`);
          router.refresh();
        }}
      />
    </span>
  );
}
