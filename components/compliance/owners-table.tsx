"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { countryOptions } from "@/components/fleet/site-fields";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import type { DeclareOwnerInput, RemoveOwnerInput } from "@/lib/compliance/schemas";
import { countryName } from "@/lib/core/fleet/countries";
import type { ActionResult } from "@/lib/web/action-result";
import { FieldsDialog } from "./fields-dialog";

export interface OwnerRow {
  id: string;
  name: string;
  birthDate: string | null;
  country: string | null;
  shareBps: number;
  declaredAt: string;
}

const columns: DataColumn<OwnerRow>[] = [
  { id: "name", header: "Name", primary: true, value: (row) => row.name },
  {
    id: "share",
    header: "Share",
    align: "right",
    value: (row) => row.shareBps,
    cell: (row) => <span className="tabular">{row.shareBps / 100} %</span>,
  },
  { id: "born", header: "Born", value: (row) => row.birthDate ?? "not stated" },
  { id: "country", header: "Country", value: (row) => (row.country ? countryName(row.country) : "not stated") },
  {
    id: "declared",
    header: "Declared",
    value: (row) => row.declaredAt,
    cell: (row) => <RelativeTime at={row.declaredAt} />,
  },
];

interface OwnersTableProps {
  rows: OwnerRow[];
  remove?: (input: RemoveOwnerInput) => Promise<ActionResult<unknown>>;
}

export function OwnersTable({ rows, remove }: OwnersTableProps) {
  return (
    <DataTable
      name="owners"
      label="Beneficial owners"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      search={false}
      {...(remove ? { rowActions: (row: OwnerRow) => <Remove row={row} remove={remove} /> } : {})}
      empty={
        <EmptyState
          icon="team"
          title="No beneficial owner is declared"
          description="Name every person who owns or controls 25 % or more."
        />
      }
    />
  );
}

function Remove({ row, remove }: { row: OwnerRow; remove: NonNullable<OwnersTableProps["remove"]> }) {
  const router = useRouter();
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" aria-label={`Remove ${row.name}`}>
          Remove
        </Button>
      }
      title={`${row.name} owns no share any more?`}
      description="What was declared stays on record."
      confirmLabel="Remove"
      onConfirm={async () => {
        const result = await remove({ ownerId: row.id });
        if (!result.ok) return result.error.message;
        toast.success(`${row.name} is removed`);
        router.refresh();
        return undefined;
      }}
    />
  );
}

export function DeclareOwner({ declare }: { declare: (input: DeclareOwnerInput) => Promise<ActionResult<unknown>> }) {
  return (
    <FieldsDialog
      label="Declare an owner"
      title="Declare a beneficial owner"
      description="A person who owns or controls a part of the organization. The platform holds the name against sanctions lists."
      fields={[
        { name: "name", label: "Full name" },
        { name: "sharePercent", label: "Share (%)", kind: "number" },
        {
          name: "birthDate",
          label: "Date of birth",
          kind: "date",
          hint: "Or the country, so that a namesake can be told apart.",
          optional: true,
        },
        {
          name: "country",
          label: "Country",
          kind: "choice",
          options: [{ value: "", label: "Not stated" }, ...countryOptions],
          optional: true,
        },
      ]}
      done="The owner is declared"
      send={declare}
    />
  );
}
