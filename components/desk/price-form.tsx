"use client";

import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { CheckboxField } from "@/components/ui/checkbox";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, type SelectOption } from "@/components/ui/native-select";
import { BasisText, PriceFields } from "./price-fields";
import type { PriceFormModel, PriceFormOffer } from "./price-form-model";
import { PricePreview } from "./price-preview";
import { type PriceFormState, type SetPrice, usePriceForm } from "./use-price-form";

interface PriceFormProps {
  models: PriceFormModel[];
  offers: PriceFormOffer[];
  regions: SelectOption[];
  currency: string;
  setPrice: SetPrice;
}

const BASES: SelectOption[] = [
  { value: "amount", label: "Amount per accelerator-hour" },
  { value: "margin", label: "Margin over wholesale, with a floor" },
];

export function PriceForm({ models, offers, regions, currency, setPrice }: PriceFormProps) {
  const form = usePriceForm(models, offers, setPrice);
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <div className="flex flex-col gap-4">
        <FormError>{form.refusal && !form.refusal.fields ? form.refusal.message : null}</FormError>
        <WhatAndWhere form={form} models={models} regions={regions} />
        <Field label="Basis">
          <NativeSelect
            value={form.price.basis}
            onChange={(event) => form.changePrice({ basis: event.target.value === "margin" ? "margin" : "amount" })}
            options={BASES}
          />
        </Field>
        <PriceFields price={form.price} currency={currency} errors={form.errors} change={form.changePrice} />
        <Field
          label="From (UTC)"
          optional
          error={form.errors.from}
          hint="Empty: from now on. Running leases keep the price they were launched at."
        >
          <Input
            type="datetime-local"
            value={form.from}
            onChange={(event) => form.setFrom(event.target.value)}
            className="sm:w-60"
          />
        </Field>
        <SetPriceButton form={form} regions={regions} currency={currency} />
      </div>
      <div className="flex min-w-0 flex-col gap-2">
        <h3 className="font-medium text-sm">What it makes of current offers</h3>
        {form.parsed.ok ? (
          <PricePreview rows={form.preview} />
        ) : (
          <p className="rounded-md border border-dashed px-3 py-4 text-center text-muted-foreground">
            Enter a price to see what each offer would sell for.
          </p>
        )}
      </div>
    </div>
  );
}

type PartProps = { form: PriceFormState; regions: SelectOption[] };

function WhatAndWhere({ form, models, regions }: PartProps & { models: PriceFormModel[] }) {
  return (
    <>
      <FieldGroup columns={2}>
        <Field label="Model">
          <NativeSelect
            value={form.model?.id}
            onChange={(event) => form.chooseModel(event.target.value)}
            options={models.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Field>
        <Field
          label="Region"
          error={form.errors.region}
          hint="A country's own price comes before the one of every region."
        >
          <NativeSelect
            value={form.region}
            onChange={(event) => form.setRegion(event.target.value)}
            options={regions}
          />
        </Field>
      </FieldGroup>
      <fieldset className="flex flex-wrap gap-x-5 gap-y-2">
        <legend className="mb-1.5 font-medium text-sm">Accelerators per instance</legend>
        {form.model?.skus.map((sku) => (
          <CheckboxField
            key={sku.id}
            label={`${sku.count}`}
            checked={form.isChosen(sku.id)}
            onCheckedChange={(isChosen) => form.choose(sku.id, isChosen === true)}
          />
        ))}
      </fieldset>
      {form.isTouched && form.skus.length === 0 ? (
        <FormError>Choose one number of accelerators or more.</FormError>
      ) : null}
    </>
  );
}

function SetPriceButton({ form, regions, currency }: PartProps & { currency: string }) {
  const { parsed, skus, preview, from } = form;
  if (!parsed.ok || skus.length === 0)
    return (
      <Button variant="primary" onClick={form.touch} className="self-start">
        Set price
      </Button>
    );
  return (
    <ConfirmDialog
      trigger={
        <Button variant="primary" className="self-start">
          Set price
        </Button>
      }
      title={`Set the price of ${form.model?.name}?`}
      object={<span className="font-mono text-xs">{skus.map((sku) => sku.code).join(", ")}</span>}
      stakes={[
        { label: "Price per accelerator-hour", value: <BasisText basis={parsed.value} currency={currency} /> },
        { label: "Region", value: regions.find((option) => option.value === form.region)?.label ?? form.region },
        { label: "From", value: from ? `${from.replace("T", " ")} UTC` : "now" },
        { label: "Offers it prices today", value: preview.length },
      ]}
      confirmLabel="Set price"
      tone={preview.some((row) => row.retailMicros < row.wholesaleMicros) ? "danger" : "primary"}
      onConfirm={form.submit}
    />
  );
}
