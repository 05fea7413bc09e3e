"use client";

import { Play, Square, Trash2 } from "lucide-react";
import { useMemo } from "react";
import { Money } from "@/components/layout/money";
import { useOffered } from "@/components/layout/offered";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { canBecome } from "@/lib/core/leases/states";
import type { ActionResult } from "@/lib/web/action-result";
import { useLive, useLiveCost } from "./live-lease";
import { StoragePrice } from "./storage-price";
import type { Live } from "./use-live-lease";

type LeaseAction = (input: { leaseId: string }) => Promise<ActionResult<{ state: string }>>;

type InstanceActionsProps = {
  name: string;
  skuCode: string;
  diskGib: number;
  ratePerHour: string;
  /** Of the whole disk; null where it is free. */
  storagePerHour: string | null;
  start: LeaseAction;
  stop: LeaseAction;
  terminate: LeaseAction;
};

const canKeep = (live: Live) => live.hasData && canBecome(live.state, "stopping");
const canTerminate = ({ state, keepsData }: Live) =>
  canBecome(state, "stopping") || state === "stopped" || (state === "stopping" && keepsData);

export function InstanceActions(props: InstanceActionsProps) {
  const live = useLive();
  const mayStart = useOffered("lease.launch");
  const mayStop = useOffered("lease.stop");
  return (
    <>
      {mayStart && live.state === "stopped" ? <StartButton {...props} live={live} /> : null}
      {mayStop && canKeep(live) ? <StopButton {...props} live={live} /> : null}
      {mayStop && canTerminate(live) ? <TerminateButton {...props} live={live} /> : null}
    </>
  );
}

type ButtonProps = InstanceActionsProps & { live: Live };

const reasonOf = (result: ActionResult<unknown>) => (result.ok ? undefined : result.error.message);

function StartButton({ name, skuCode, diskGib, ratePerHour, start, live }: ButtonProps) {
  return (
    <ConfirmDialog
      trigger={
        <Button variant="primary">
          <Play aria-hidden className="size-3" />
          {live.failedStart ? "Try again" : "Start"}
        </Button>
      }
      title={`Start ${name}?`}
      description="It starts where its data is, at the price of its launch. The meter runs once SSH answers."
      object={`${name}, ${skuCode}`}
      stakes={[
        {
          label: "Rate while it runs",
          value: <Money micros={ratePerHour} currency={live.currency} precision="trimmed" suffix="/h" />,
        },
        { label: "Data at /workspace", value: `${diskGib} GiB` },
      ]}
      confirmLabel={`Start ${name}`}
      tone="primary"
      onConfirm={async () => reasonOf(await start({ leaseId: live.leaseId }))}
    />
  );
}

function StopButton({ name, skuCode, diskGib, ratePerHour, storagePerHour, stop, live }: ButtonProps) {
  const { currency } = live;
  return (
    <ConfirmDialog
      trigger={
        <Button>
          <Square aria-hidden className="size-3" />
          Stop
        </Button>
      }
      title={`Stop ${name}?`}
      description="The container ends and its accelerators are free for others. What is in /workspace is kept; the rest of its disk is not. It starts again where its data is, if accelerators are free there then."
      object={`${name}, ${skuCode}`}
      stakes={[
        {
          label: "Rate that ends",
          value: <Money micros={ratePerHour} currency={currency} precision="trimmed" suffix="/h" />,
        },
        {
          label: `Storage, ${diskGib} GiB`,
          value: <StoragePrice microsPerHour={storagePerHour} currency={currency} />,
        },
      ]}
      confirmLabel={`Stop ${name}`}
      cancelLabel="Keep it running"
      tone="primary"
      onConfirm={async () => reasonOf(await stop({ leaseId: live.leaseId }))}
    />
  );
}

function TerminateButton({ name, skuCode, terminate, live }: ButtonProps) {
  const { totalMicros } = useLiveCost();
  const cost = useMemo(
    () => <Money micros={totalMicros} currency={live.currency} precision="micros" />,
    [totalMicros, live.currency],
  );
  return (
    <ConfirmDialog
      trigger={
        <Button variant="danger-outline">
          <Trash2 aria-hidden className="size-3" />
          Terminate
        </Button>
      }
      title={`Terminate ${name}?`}
      description="It ends for good and its data is deleted, /workspace included. Nothing is charged after."
      object={`${name}, ${skuCode}`}
      stakes={[{ label: "Cost so far", value: cost }]}
      confirmLabel={`Terminate ${name}`}
      cancelLabel="Keep it"
      onConfirm={async () => reasonOf(await terminate({ leaseId: live.leaseId }))}
    />
  );
}
