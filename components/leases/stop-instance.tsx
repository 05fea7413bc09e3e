"use client";

import { Square } from "lucide-react";
import { Money } from "@/components/layout/money";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { canBecome } from "@/lib/core/leases/states";
import type { ActionResult } from "@/lib/web/action-result";
import { useLive, useLiveCost } from "./live-lease";

export type StopAction = (input: { leaseId: string }) => Promise<ActionResult<{ state: string }>>;

type StopInstanceProps = { name: string; skuCode: string; ratePerHour: string; stop: StopAction };

export function StopInstance({ name, skuCode, ratePerHour, stop }: StopInstanceProps) {
  const live = useLive();
  const { totalMicros } = useLiveCost();
  if (!canBecome(live.state, "stopping")) return null;
  return (
    <ConfirmDialog
      trigger={
        <Button>
          <Square aria-hidden className="size-3" />
          Stop
        </Button>
      }
      title={`Stop ${name}?`}
      description="The container ends and what is on its disk is gone. The meter ends with the container."
      object={`${name}, ${skuCode}`}
      stakes={[
        {
          label: "Rate that ends",
          value: <Money micros={ratePerHour} currency={live.rateCurrency} precision="trimmed" suffix="/h" />,
        },
        { label: "Cost so far", value: <Money micros={totalMicros} currency={live.currency} precision="micros" /> },
      ]}
      confirmLabel={`Stop ${name}`}
      cancelLabel="Keep it running"
      onConfirm={async () => {
        const result = await stop({ leaseId: live.leaseId });
        return result.ok ? undefined : result.error.message;
      }}
    />
  );
}
