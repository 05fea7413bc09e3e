"use client";

import { useState } from "react";
import { Money } from "@/components/layout/money";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import type { Wire } from "@/components/wire";
import type { RerateChoice } from "@/lib/metering/correction-queries";
import type { ReratingPreview as Preview } from "@/lib/metering/preview-rerating";
import { ReratingPreview } from "./rerating-preview";
import { type RerateActions, useRerateForm } from "./use-rerate-form";

type Choice = RerateChoice & { regionName: string };

const keyOf = (choice: RerateChoice) => `${choice.priceBookId}|${choice.skuId}|${choice.region}`;

export function RerateForm({ choices, ...actions }: { choices: Choice[] } & RerateActions) {
  const [chosen, setChosen] = useState(() => (choices[0] ? keyOf(choices[0]) : ""));
  const choice = choices.find((one) => keyOf(one) === chosen);
  const target = choice && { priceBookId: choice.priceBookId, skuId: choice.skuId, region: choice.region };
  const form = useRerateForm(target, actions);
  if (!choice) return <p className="text-muted-foreground">There is no price yet that could have been wrong.</p>;
  const { draft, change, errors } = form;
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <div className="flex flex-col gap-4">
        <FormError>{form.refusal && !form.refusal.fields ? form.refusal.message : null}</FormError>
        <Field label="Price that was wrong" error={errors.skuId ?? errors.region}>
          <NativeSelect
            value={chosen}
            options={choices.map((one) => ({
              value: keyOf(one),
              label: `${one.skuCode}, ${one.regionName} (${one.bookName}, ${one.currency})`,
            }))}
            onChange={(event) => {
              form.forget();
              setChosen(event.target.value);
            }}
          />
        </Field>
        <FieldGroup columns={2}>
          <Field label="From (UTC)" error={errors.from}>
            <Input
              type="datetime-local"
              step={1}
              value={draft.from}
              onChange={(event) => change({ from: event.target.value })}
            />
          </Field>
          <Field label="Until (UTC)" error={errors.to}>
            <Input
              type="datetime-local"
              step={1}
              value={draft.to}
              onChange={(event) => change({ to: event.target.value })}
            />
          </Field>
        </FieldGroup>
        <Field
          label={`Should have been, per accelerator-hour (${choice.currency})`}
          error={errors.price}
          hint="Before discounts, as the price book says it."
        >
          <Input
            inputMode="decimal"
            placeholder="2.50"
            value={draft.price}
            onChange={(event) => change({ price: event.target.value })}
          />
        </Field>
        <Field label="Reason" error={errors.reason} hint="Customers read it.">
          <Input maxLength={300} value={draft.reason} onChange={(event) => change({ reason: event.target.value })} />
        </Field>
        <div className="flex gap-2">
          <Button pending={form.isPending} onClick={form.look}>
            Preview
          </Button>
          {form.preview && form.preview.changedCount > 0 ? (
            <PostButton preview={form.preview} reason={draft.reason} post={form.post} />
          ) : null}
        </div>
      </div>
      <div className="flex min-w-0 flex-col gap-2">
        <h3 className="font-medium text-sm">What it would book</h3>
        {form.preview ? (
          <ReratingPreview preview={form.preview} />
        ) : (
          <p className="rounded-md border border-dashed px-3 py-4 text-center text-muted-foreground">
            Enter window and price, then preview: leases, customers, operators and the effect on the spread.
          </p>
        )}
      </div>
    </div>
  );
}

interface PostButtonProps {
  preview: Wire<Preview>;
  reason: string;
  post: () => Promise<string | undefined>;
}

function PostButton({ preview, reason, post }: PostButtonProps) {
  const leases = `${preview.changedCount} lease${preview.changedCount === 1 ? "" : "s"}`;
  return (
    <ConfirmDialog
      trigger={<Button variant="primary">Post</Button>}
      title={`Re-rate ${leases}?`}
      description="It is booked at once, lease by lease. Broken off, it goes on where it stopped; a mistake is put right by another re-rating."
      stakes={[
        {
          label: "Retail",
          value: <Money micros={preview.totals.retailMicros} currency={preview.currency} precision="micros" signed />,
        },
        {
          label: "Spread",
          value: <Money micros={preview.spreadMicros} currency={preview.currency} precision="micros" signed />,
        },
        { label: "Reason", value: reason },
      ]}
      confirmLabel={`Re-rate ${leases}`}
      tone="primary"
      onConfirm={post}
    />
  );
}
