"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useDialogForm } from "@/components/use-dialog-form";
import type { Wire } from "@/components/wire";
import { formatMoney, plainDecimal } from "@/lib/core/money";
import type { AutoTopUpView } from "@/lib/payments/queries";
import type { SetAutoTopUpInput } from "@/lib/payments/schemas";
import type { ActionResult } from "@/lib/web/action-result";

interface AutoTopUpCardProps {
  view: Wire<AutoTopUpView>;
  mayManage: boolean;
  onSet: (input: SetAutoTopUpInput) => Promise<ActionResult<unknown>>;
  onTurnOff: (input: Record<string, never>) => Promise<ActionResult<unknown>>;
}

/** Off until asked for; what it may charge is said before and while it is on. */
export function AutoTopUpCard({ view, mayManage, onSet, onTurnOff }: AutoTopUpCardProps) {
  const { card, setting } = view;
  return (
    <Card id="automatic-top-up" className="scroll-mt-16">
      <CardHeader
        title="Automatic top-up"
        description="Charges your card when less is left than you say, so that instances are not stopped at night. Off until you turn it on."
      />
      <CardContent className="flex flex-col gap-4">
        <Standing view={view} />
        {setting?.stoppedReason ? (
          <Alert tone="warning" title="It has stopped">
            {setting.stoppedReason} Add money with a card that works, then save this again.
          </Alert>
        ) : null}
        {mayManage && card ? <SettingForm view={view} onSet={onSet} onTurnOff={onTurnOff} /> : null}
        {card ? null : (
          <p className="text-muted-foreground text-sm">
            Add money by card once: that keeps the card, and this can be turned on.
          </p>
        )}
        {card && !mayManage ? (
          <p className="text-muted-foreground text-sm">An owner of your organization sets it.</p>
        ) : null}
      </CardContent>
    </Card>
  );
}

function Standing({ view: { card, currency, setting } }: Pick<AutoTopUpCardProps, "view">) {
  if (!setting)
    return (
      <p>
        <Badge>off</Badge>
        {card ? <span className="ml-2 text-muted-foreground">Kept card: {card}</span> : null}
      </p>
    );
  const [threshold, amount, cap] = [setting.thresholdMicros, setting.amountMicros, setting.monthlyCapMicros].map(
    (micros) => formatMoney(BigInt(micros), currency),
  );
  return (
    <p>
      <Badge>{setting.stoppedReason ? "stopped" : "on"}</Badge>{" "}
      <span className="text-muted-foreground">
        {amount} or what is missing, from {card ?? "the kept card"}, when less than {threshold} is left; at most {cap}{" "}
        in a UTC month.
      </span>
    </p>
  );
}

function SettingForm({ view: { currency, setting }, onSet, onTurnOff }: Omit<AutoTopUpCardProps, "mayManage">) {
  const router = useRouter();
  const form = useDialogForm();
  const [draft, setDraft] = useState({
    threshold: setting ? plainDecimal(BigInt(setting.thresholdMicros)) : "",
    amount: setting ? plainDecimal(BigInt(setting.amountMicros)) : "",
    monthlyCap: setting ? plainDecimal(BigInt(setting.monthlyCapMicros)) : "",
  });
  const change = (part: Partial<typeof draft>) => setDraft((now) => ({ ...now, ...part }));

  async function send(work: () => Promise<ActionResult<unknown>>, told: string) {
    if ((await form.send(work)) === null) return;
    toast.success(told);
    router.refresh();
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    void send(() => onSet(draft), "The automatic top-up is on");
  }

  const field = (name: keyof typeof draft, label: string, hint: string) => (
    <Field label={label} error={form.fields[name]} hint={hint}>
      <Input
        inputMode="decimal"
        autoComplete="off"
        value={draft[name]}
        onChange={(event) => change({ [name]: event.target.value })}
      />
    </Field>
  );
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3">
      <div className="grid gap-4 sm:grid-cols-3">
        {field("threshold", `When less is left than (${currency})`, "Accrued use is taken off.")}
        {field("amount", `Charge (${currency})`, "More where more is missing.")}
        {field("monthlyCap", `At most in a month (${currency})`, "UTC months.")}
      </div>
      <FormError>{form.message}</FormError>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" pending={form.pending}>
          {setting ? "Save" : "Turn on"}
        </Button>
        {setting ? (
          <Button disabled={form.pending} onClick={() => send(() => onTurnOff({}), "The automatic top-up is off")}>
            Turn off
          </Button>
        ) : null}
      </div>
    </form>
  );
}
