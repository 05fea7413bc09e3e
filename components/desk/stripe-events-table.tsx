"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { StatusBadge } from "@/components/layout/status-badge";
import { UtcTime } from "@/components/layout/utc-time";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import type { Tone } from "@/components/ui/tone";
import type { Wire } from "@/components/wire";
import type { StripeEvent } from "@/lib/payments/types";
import type { ActionResult } from "@/lib/web/action-result";
import { attemptColumns } from "./attempt-columns";

/** The payload as text, for people. */
type Row = Wire<Omit<StripeEvent, "payload">> & { payload: string };

const TONES: Record<Row["state"], Tone> = {
  received: "info",
  handled: "success",
  unknown: "neutral",
  failed: "danger",
};

const columns: DataColumn<Row>[] = [
  {
    id: "id",
    header: "Event",
    primary: true,
    sortable: false,
    value: (row) => row.id,
    cell: (row) => <Id value={row.id} />,
  },
  { id: "type", header: "Type", sortable: false, value: (row) => row.type },
  {
    id: "object",
    header: "Object",
    sortable: false,
    value: (row) => row.objectId,
    cell: (row) => (row.objectId ? <Id value={row.objectId} /> : <span className="text-muted-foreground">-</span>),
  },
  {
    id: "state",
    header: "State",
    sortable: false,
    value: (row) => row.state,
    cell: (row) => <StatusBadge label={row.state} tone={TONES[row.state]} pulse={row.state === "received"} />,
  },
  ...attemptColumns<Row>(),
  {
    id: "received",
    header: "Received (UTC)",
    sortable: false,
    value: (row) => row.receivedAt,
    cell: (row) => <UtcTime at={row.receivedAt} precision="second" />,
  },
];

type Replay = (input: { eventId: string }) => Promise<ActionResult<void>>;

interface StripeEventsTableProps {
  rows: Row[];
  total: number;
  pageSize: number;
  /** Absent for those who may look but not manage. */
  replay?: Replay;
}

export function StripeEventsTable({ rows, total, pageSize, replay }: StripeEventsTableProps) {
  return (
    <DataTable
      name="events"
      label="Events"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      rowActions={(row) => (
        <span className="flex justify-end gap-2 max-sm:justify-start">
          <PayloadDialog row={row} />
          {replay ? <ReplayButton row={row} replay={replay} /> : null}
        </span>
      )}
      total={total}
      pageSize={pageSize}
      csvName="stripe-events"
      search={false}
      empty={
        <EmptyState
          icon="payments"
          title="Stripe has told nothing yet"
          description="Events come by the webhook as soon as a customer adds money; what is missed is looked up by the worker."
        />
      }
    />
  );
}

function PayloadDialog({ row }: { row: Row }) {
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button size="sm" aria-label={`Payload of ${row.id}`}>
          Payload
        </Button>
      </DialogTrigger>
      <DialogContent size="lg" title={row.type} description={row.id}>
        <pre className="whitespace-pre-wrap break-all text-xs leading-4">{row.payload}</pre>
      </DialogContent>
    </Dialog>
  );
}

function ReplayButton({ row, replay }: { row: Row; replay: Replay }) {
  const router = useRouter();
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" aria-label={`Replay ${row.id}`}>
          Replay
        </Button>
      }
      title={`Replay ${row.type}?`}
      description="The worker acts on it once more. What it does follows from what the object at Stripe is now, so nothing is booked twice."
      object={row.id}
      confirmLabel="Replay"
      tone="primary"
      onConfirm={async () => {
        const result = await replay({ eventId: row.id });
        if (!result.ok) return result.error.message;
        toast.success("The worker acts on it again");
        router.refresh();
        return undefined;
      }}
    />
  );
}
