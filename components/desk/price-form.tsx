"use client";

import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { CheckboxField } from "@/components/ui/checkbox";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, type SelectOption } from "@/components/ui/native-select";
import { PRICED_UNITS, type PricedUnit } from "@/lib/core/rating/retail-input";
import { BasisText, PriceFields } from "./price-fields";
import type { PriceFormBook, PriceFormModel, PriceFormOffer } from "./price-form-model";
import { PricePreview } from "./price-preview";
import { type PriceFormState, type SetPrice, usePriceForm } from "./use-price-form";

interface PriceFormProps {
  book: PriceFormBook;
  models: PriceFormModel[];
  offers: PriceFormOffer[];
  regions: SelectOption[];
  setPrice: SetPrice;
}

function bases(unit: PricedUnit): SelectOption[] {
  return [
    { value: "amount", label: `Amount per ${PRICED_UNITS[unit].name}` },
    { value: "margin", label: "Margin over wholesale, with a floor" },
  ];
}

export function PriceForm({ book, models, offers, regions, setPrice }: PriceFormProps) {
  const form = usePriceForm(book, models, offers, setPrice);
  const { currency } = book;
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <div className="flex flex-col gap-4">
        <FormError>{form.refusal && !form.refusal.fields ? form.refusal.message : null}</FormError>
        <WhatAndWhere form={form} models={models} regions={regions} />
        <Field label="Basis">
          <NativeSelect
            value={form.price.basis}
            onChange={(event) => form.changePrice({ basis: event.target.value === "margin" ? "margin" : "amount" })}
            options={bases(form.unit)}
          />
        </Field>
        <PriceFields
          price={form.price}
          unit={form.unit}
          currency={currency}
          errors={form.errors}
          change={form.changePrice}
        />
        <WhenAndWhom form={form} book={book} />
        <SetPriceButton form={form} regions={regions} book={book} />
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

function WhenAndWhom({ form, book }: { form: PriceFormState; book: PriceFormBook }) {
  const earliest = `${book.earliestReaching.replace("T", " ")} UTC`;
  return (
    <>
      <Field
        label="From (UTC)"
        optional={!form.isReaching}
        error={form.errors.from}
        hint={form.isReaching ? `${earliest} at the earliest.` : "Empty: from now on."}
      >
        <Input
          type="datetime-local"
          value={form.from}
          {...(form.isReaching ? { min: book.earliestReaching } : {})}
          onChange={(event) => form.setFrom(event.target.value)}
          className="sm:w-60"
        />
      </Field>
      <CheckboxField
        label="Reaches running instances"
        hint={
          form.isReaching
            ? `Announced to their customers now, ${notice(book)} before it takes effect. It can be taken back until then.`
            : `Else they keep the price they were launched at. ${book.name} gives ${notice(book)} of notice: ${earliest} at the earliest.`
        }
        checked={form.isReaching}
        onCheckedChange={(isOn) => form.reach(isOn === true)}
      />
    </>
  );
}

function notice({ noticeDays }: PriceFormBook): string {
  if (noticeDays === 0) return "an hour";
  return noticeDays === 1 ? "a day" : `${noticeDays} days`;
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
      {form.unit === "compute" ? <SkuChoice form={form} /> : null}
      {form.isTouched && form.skus.length === 0 ? (
        <FormError>Choose one number of accelerators or more.</FormError>
      ) : null}
    </>
  );
}

function SkuChoice({ form }: { form: PriceFormState }) {
  return (
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
  );
}

function SetPriceButton({ form, regions, book }: PartProps & { book: PriceFormBook }) {
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
        { label: "Price book", value: book.name },
        {
          label: `Price per ${PRICED_UNITS[form.unit].name}`,
          value: <BasisText basis={parsed.value} currency={book.currency} />,
        },
        { label: "Region", value: regions.find((option) => option.value === form.region)?.label ?? form.region },
        { label: "From", value: from ? `${from.replace("T", " ")} UTC` : "now" },
        { label: "Running instances", value: form.isReaching ? "reached, and told now" : "keep their price" },
        { label: "Offers it prices today", value: preview.length },
      ]}
      confirmLabel="Set price"
      tone={preview.some((row) => row.retailMicros < row.wholesaleMicros) ? "danger" : "primary"}
      onConfirm={form.submit}
    />
  );
}
