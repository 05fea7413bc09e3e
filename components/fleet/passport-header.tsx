import type { ReactNode } from "react";
import { Id } from "@/components/layout/id";
import { PageHeader } from "@/components/layout/page-header";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import type { Passport } from "@/lib/fleet/passport-queries";
import { AcceleratorStateBadge } from "./status";

type PassportHeaderProps = {
  identity: Pick<Passport["identity"], "id" | "modelName" | "reportedName" | "state" | "simulated">;
  /** What else is said of it, beside its id. */
  meta: ReactNode;
  actions?: ReactNode;
};

export function PassportHeader({ identity, meta, actions }: PassportHeaderProps) {
  const { id, modelName, reportedName, state, simulated } = identity;
  return (
    <PageHeader
      title={modelName ?? reportedName}
      badge={
        <>
          <AcceleratorStateBadge state={state} />
          {simulated ? <SimulatedBadge /> : null}
        </>
      }
      meta={
        <>
          <Id value={id} />
          {meta}
        </>
      }
      actions={actions}
    />
  );
}
