"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import type { CreateSlaRuleInput } from "@/lib/metering/sla-schemas";
import type { ActionResult } from "@/lib/web/action-result";
import type { Refusal } from "@/lib/web/refusal";

interface SlaRuleFormProps {
  tomorrow: string;
  create: (input: CreateSlaRuleInput) => Promise<ActionResult<{ ruleId: string }>>;
}

type Draft = Record<"name" | "allowedSeconds" | "creditPercent" | "from", string> & Pick<CreateSlaRuleInput, "window">;

const WINDOWS = [
  { value: "day", label: "UTC day" },
  { value: "month", label: "UTC month" },
  { value: "maintenance", label: "Maintenance" },
];

export function SlaRuleForm({ tomorrow, create }: SlaRuleFormProps) {
  const router = useRouter();
  const blank: Draft = { name: "", window: "day", allowedSeconds: "", creditPercent: "", from: tomorrow };
  const [draft, setDraft] = useState(blank);
  const isForMaintenance = draft.window === "maintenance";
  const [refusal, setRefusal] = useState<Pick<Refusal, "message" | "fields">>();
  const [isPending, setPending] = useState(false);
  const errors = refusal?.fields ?? {};
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setPending(true);
    // an empty field is no zero: seconds have to be typed
    const typed = draft.allowedSeconds.trim() === "" ? Number.NaN : Number(draft.allowedSeconds);
    const input = { ...draft, allowedSeconds: isForMaintenance ? 0 : typed };
    const result = await create(input).catch(() => null);
    setPending(false);
    setRefusal(result?.ok ? undefined : (result?.error ?? { message: "The request did not get through. Try again." }));
    if (!result?.ok) return;
    toast.success(`${draft.name} begins on ${draft.from}`);
    setDraft(blank);
    router.refresh();
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <FormError>{refusal && !refusal.fields ? refusal.message : null}</FormError>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-5">
        <Field label="Name" error={errors.name} hint="Customers read it.">
          <Input
            value={draft.name}
            maxLength={80}
            placeholder={isForMaintenance ? "Stopped for maintenance" : "Over 5 minutes a day"}
            onChange={(event) => change({ name: event.target.value })}
          />
        </Field>
        <Field label="Window" error={errors.window}>
          <NativeSelect
            value={draft.window}
            options={WINDOWS}
            onChange={(event) => change({ window: event.target.value as Draft["window"] })}
          />
        </Field>
        {isForMaintenance ? null : (
          <Field label="Allowed (seconds)" error={errors.allowedSeconds}>
            <Input
              inputMode="numeric"
              placeholder="300"
              value={draft.allowedSeconds}
              onChange={(event) => change({ allowedSeconds: event.target.value })}
            />
          </Field>
        )}
        <Field
          label={isForMaintenance ? "Credit a stop (%)" : "Credit beyond (%)"}
          error={errors.creditPercent}
          hint={
            isForMaintenance
              ? "Of an hour's price before tax; of three hours' in an emergency."
              : "Of what the window cost, before tax."
          }
        >
          <Input
            inputMode="decimal"
            placeholder="10"
            value={draft.creditPercent}
            onChange={(event) => change({ creditPercent: event.target.value })}
          />
        </Field>
        <Field label="From (UTC day)" error={errors.from}>
          <Input type="date" value={draft.from} onChange={(event) => change({ from: event.target.value })} />
        </Field>
      </div>
      <Button type="submit" variant="primary" pending={isPending} className="self-start">
        Add rule
      </Button>
    </form>
  );
}
