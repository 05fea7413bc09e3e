"use client";

import { type AskedField, FieldsDialog } from "@/components/compliance/fields-dialog";
import { type HostAction, type HostStanding, refuseAction } from "@/lib/core/fleet/lifecycle";
import type { HostActionInput } from "@/lib/fleet/lifecycle-schemas";
import type { ActionResult } from "@/lib/web/action-result";

type Send = (input: HostActionInput) => Promise<ActionResult<unknown>>;
type Doable = Exclude<HostAction, "plan maintenance">;

interface HostActionsProps {
  host: { id: string; name: string; standing: HostStanding };
  /** What the reader may do; what the host's state does not allow is left out besides. */
  send: Partial<Record<Doable, Send>>;
  size?: "sm";
}

const SHOWN: Record<
  Doable,
  { label: string; title: string; done: string; says: (stake: string) => string; hint: string }
> = {
  drain: {
    label: "Drain",
    title: "Drain this host?",
    done: "It takes nothing new",
    says: (stake) => `Nothing new is placed here. ${stake}`,
    hint: "For the host's timeline.",
  },
  resume: {
    label: "Resume",
    title: "Take this host back into sale?",
    done: "It takes instances again",
    says: () => "Its free accelerators can be leased at once, where nothing else keeps it from sale.",
    hint: "For the host's timeline.",
  },
  cordon: {
    label: "Cordon",
    title: "Cordon this host?",
    done: "It is kept from sale",
    says: (stake) => `It is kept from sale until a person takes it back. ${stake}`,
    hint: "What is wrong with it; for the host's timeline.",
  },
  uncordon: {
    label: "Uncordon",
    title: "End the cordon?",
    done: "It is no longer cordoned",
    says: () =>
      "Its healthy accelerators can be leased at once. What has failed stays out of sale, and is no reason to cordon it again.",
    hint: "What was done about it; for the host's timeline.",
  },
  retire: {
    label: "Retire",
    title: "Retire this host for good?",
    done: "It is retired",
    says: () =>
      "Its agent's key is refused from now on, and it offers nothing. Its history stays, and its accelerators may be put into another of your hosts. This cannot be undone.",
    hint: "For the host's timeline.",
  },
};

const ORDER: readonly Doable[] = ["resume", "uncordon", "drain", "cordon", "retire"];

/** What can be done to a host in its state, each with what is at stake. */
export function HostActions({ host, send, size }: HostActionsProps) {
  const { id: hostId, name, standing } = host;
  const { runningLeases } = standing;
  const stake =
    runningLeases === 0
      ? "Nothing runs here now."
      : `${runningLeases} ${runningLeases === 1 ? "instance runs" : "instances run"} here, and ${runningLeases === 1 ? "goes" : "go"} on.`;
  return ORDER.map((action) => {
    const act = send[action];
    if (!act || refuseAction(action, standing) !== null) return null;
    const { label, title, done, says, hint } = SHOWN[action];
    const fields: AskedField<"reason">[] = [{ name: "reason", label: "Why", hint }];
    return (
      <FieldsDialog
        key={action}
        label={label}
        of={name}
        title={title}
        description={`${name}: ${says(stake)}`}
        fields={fields}
        done={`${name}: ${done}`}
        {...(size ? { size } : {})}
        {...(action === "retire" || action === "cordon" ? { variant: "danger" as const } : {})}
        send={({ reason }) => act({ hostId, reason })}
      />
    );
  });
}
