"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { DefinitionList } from "@/components/layout/definition-list";
import { Money } from "@/components/layout/money";
import { useOffered } from "@/components/layout/offered";
import { UtcTime } from "@/components/layout/utc-time";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { FormError } from "@/components/ui/field";
import { useDialogForm } from "@/components/use-dialog-form";
import { isFinal } from "@/lib/core/leases/states";
import type { ActionResult } from "@/lib/web/action-result";
import { decimal } from "./decimal";
import { LimitFields, type LimitsDraft, toEndsAt, toLocalInput } from "./limit-fields";
import { useLive } from "./live-lease";

type LimitsCardProps = {
  leaseId: string;
  name: string;
  endsAt: string | null;
  spendLimitMicros: string | null;
  currency: string;
  limit: (input: {
    leaseId: string;
    endsAt: string | null;
    spendLimit: string | null;
  }) => Promise<ActionResult<unknown>>;
};

/** The customer's own limits: it is stopped, with its data kept, in time for either. */
export function LimitsCard(props: LimitsCardProps) {
  const { endsAt, spendLimitMicros, currency } = props;
  const { state } = useLive();
  const mayLimit = useOffered("lease.limit");
  const isOpen = mayLimit && !isFinal(state) && state !== "stopping";
  return (
    <Card>
      <CardHeader
        title="Limits"
        description="It is stopped in time for either, and its data is kept."
        actions={isOpen ? <EditLimits {...props} /> : null}
      />
      <CardContent>
        <DefinitionList
          items={[
            { label: "End date", value: endsAt ? <UtcTime at={endsAt} /> : "none" },
            {
              label: "Spend limit",
              value: spendLimitMicros ? (
                <Money micros={spendLimitMicros} currency={currency} precision="trimmed" />
              ) : (
                "none"
              ),
              hint: spendLimitMicros ? "All it costs together, storage included" : undefined,
            },
          ]}
        />
      </CardContent>
    </Card>
  );
}

function EditLimits({ leaseId, name, endsAt, spendLimitMicros, currency, limit }: LimitsCardProps) {
  const router = useRouter();
  const form = useDialogForm();
  const [draft, setDraft] = useState<LimitsDraft>({
    endsAt: endsAt ? toLocalInput(endsAt) : "",
    spendLimit: spendLimitMicros ? decimal(spendLimitMicros).replace(/\.?0+$/, "") : "",
  });

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const wanted = { leaseId, endsAt: toEndsAt(draft.endsAt), spendLimit: draft.spendLimit.trim() || null };
    if (!(await form.send(() => limit(wanted)))) return;
    form.setOpen(false);
    toast.success(`Limits of ${name} changed`);
    router.refresh();
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button size="sm">Edit limits</Button>
      </DialogTrigger>
      <DialogContent
        title={`Limits of ${name}`}
        description="Empty: none. When one is reached, it is stopped and its data is kept."
      >
        <form onSubmit={submit} noValidate>
          <LimitFields
            draft={draft}
            currency={currency}
            errors={form.fields}
            onChange={(change) => setDraft((now) => ({ ...now, ...change }))}
          />
          <div className="mt-4 empty:hidden">
            <FormError>{form.message}</FormError>
          </div>
          <DialogSubmit pending={form.pending}>Save limits</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}
