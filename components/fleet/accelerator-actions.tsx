"use client";

import { FieldsDialog } from "@/components/compliance/fields-dialog";
import { UtcTime } from "@/components/layout/utc-time";
import { Alert } from "@/components/ui/alert";
import {
  ACCELERATOR_ACTIONS,
  type AcceleratorAction,
  type AcceleratorStanding,
  refuseAcceleratorAction,
} from "@/lib/core/fleet/accelerator-cordon";
import type { AcceleratorActionInput } from "@/lib/fleet/lifecycle-schemas";
import type { ActionResult } from "@/lib/web/action-result";

type Send = (input: AcceleratorActionInput) => Promise<ActionResult<unknown>>;

const SHOWN: Record<AcceleratorAction, { label: string; title: string; done: string; says: string; hint: string }> = {
  cordon: {
    label: "Cordon",
    title: "Cordon this accelerator?",
    done: "It is kept from sale",
    says: "It is kept from sale until a person takes it back; its host's others stay. What runs on it goes on.",
    hint: "What is wrong with it; for the host's timeline.",
  },
  uncordon: {
    label: "Uncordon",
    title: "End the cordon?",
    done: "It is no longer cordoned",
    says: "It can be leased at once, where nothing else keeps it from sale.",
    hint: "What was done about it; for the host's timeline.",
  },
};

interface AcceleratorActionsProps {
  accelerator: AcceleratorStanding & { id: string; uuid: string };
  /** Absent where the reader may only look. */
  send: Record<AcceleratorAction, Send> | undefined;
}

/** What can be done to an accelerator as it is. */
export function AcceleratorActions({ accelerator, send }: AcceleratorActionsProps) {
  const { id: acceleratorId, uuid } = accelerator;
  return ACCELERATOR_ACTIONS.map((action) => {
    if (!send || refuseAcceleratorAction(action, accelerator) !== null) return null;
    const { label, title, done, says, hint } = SHOWN[action];
    return (
      <FieldsDialog
        key={action}
        label={label}
        of={uuid}
        title={title}
        description={says}
        fields={[{ name: "reason", label: "Why", hint }]}
        done={done}
        {...(action === "cordon" ? { variant: "danger" as const } : {})}
        send={({ reason }) => send[action]({ acceleratorId, reason })}
      />
    );
  });
}

/** Why an accelerator is kept from sale, and since when; nothing where it is not. */
export function AcceleratorCordon({ cordonedAt, reason }: { cordonedAt: Date | null; reason: string | null }) {
  if (!cordonedAt) return null;
  return (
    <Alert tone="warning" title="Cordoned: nothing new is placed on it">
      {reason?.replace(/\.?$/, ".")} Since <UtcTime at={cordonedAt.toISOString()} />. Its host's others are not touched.
    </Alert>
  );
}
