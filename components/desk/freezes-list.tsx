"use client";

import { RelativeTime } from "@/components/layout/relative-time";
import { StatusBadge } from "@/components/layout/status-badge";
import type { Wire } from "@/components/wire";
import type { FreezeLaunchesInput, LiftFreezeInput } from "@/lib/identity/freeze-schemas";
import type { LaunchFreeze } from "@/lib/identity/launch-freezes";
import type { ActionResult } from "@/lib/web/action-result";
import { ReasonDialog } from "./reason-dialog";

interface FreezesListProps {
  customer: { id: string; name: string };
  freezes: Wire<LaunchFreeze>[];
  /** For those who may. */
  actions?: {
    freeze: (input: FreezeLaunchesInput) => Promise<ActionResult<unknown>>;
    lift: (input: LiftFreezeInput) => Promise<ActionResult<unknown>>;
  };
}

/** Why a customer may start nothing new, open ones first, and who lifted the others. */
export function FreezesList({ customer, freezes, actions }: FreezesListProps) {
  return (
    <div className="flex flex-col gap-3">
      {freezes.length === 0 ? <p className="text-muted-foreground">Launches were never frozen.</p> : null}
      <ul className="flex flex-col divide-y">
        {freezes.map(({ id, reason, placedAt, liftedAt, liftReason }) => (
          <li key={id} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 py-2 first:pt-0">
            <div className="min-w-0 flex-1">
              <p>{reason}</p>
              <p className="text-muted-foreground text-xs">
                Placed <RelativeTime at={placedAt} />
                {liftedAt ? (
                  <>
                    , lifted <RelativeTime at={liftedAt} />: {liftReason}
                  </>
                ) : null}
              </p>
            </div>
            {liftedAt ? (
              <StatusBadge label="lifted" tone="neutral" />
            ) : actions ? (
              <ReasonDialog
                size="sm"
                label="Lift freeze"
                of={id}
                title={`Let ${customer.name} launch again?`}
                description="For the same dispute or warning it is not placed a second time; a dispute that is lost places another."
                reasonHint="Kept with the freeze and in the audit log."
                done="The freeze is lifted"
                send={({ reason }) => actions.lift({ freezeId: id, reason })}
              />
            ) : (
              <StatusBadge label="frozen" tone="danger" />
            )}
          </li>
        ))}
      </ul>
      {actions ? (
        <span>
          <ReasonDialog
            label="Freeze launches"
            of={customer.name}
            title={`Freeze launches of ${customer.name}?`}
            description="Nothing new can be started until it is lifted. What runs goes on, and automatic top-ups wait."
            reasonHint="The customer reads it: say what is wrong and what to do."
            done="Launches are frozen"
            send={(input) => actions.freeze({ organizationId: customer.id, ...input })}
          />
        </span>
      ) : null}
    </div>
  );
}
