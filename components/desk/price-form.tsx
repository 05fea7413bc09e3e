"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Money } from "@/components/layout/money";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { CheckboxField } from "@/components/ui/checkbox";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, type SelectOption } from "@/components/ui/native-select";
import type { RetailBasis } from "@/lib/core/rating/retail";
import { parseRetailInput, type RetailInput } from "@/lib/core/rating/retail-input";
import { formatBps } from "./format";
import { type PriceFormModel, type PriceFormOffer, previewOffers } from "./price-form-model";
import { PricePreview } from "./price-preview";

export interface SetPriceRequest extends RetailInput {
  skuIds: string[];
  region: string;
  from: string | null;
}

export type SetPriceResult =
  | { ok: true; data: unknown }
  | { ok: false; error: { message: string; fields?: Record<string, string[]> } };

interface PriceFormProps {
  models: PriceFormModel[];
  offers: PriceFormOffer[];
  regions: SelectOption[];
  currency: string;
  setPrice: (request: SetPriceRequest) => Promise<SetPriceResult>;
}

const BASES: SelectOption[] = [
  { value: "amount", label: "Amount per accelerator-hour" },
  { value: "margin", label: "Margin over wholesale, with a floor" },
];

export function PriceForm({ models, offers, regions, currency, setPrice }: PriceFormProps) {
  const router = useRouter();
  const [modelId, setModelId] = useState(models[0]?.id ?? "");
  const model = models.find((candidate) => candidate.id === modelId);
  const [left, setLeft] = useState<readonly string[]>([]);
  const [region, setRegion] = useState("*");
  const [price, setPriceInput] = useState<RetailInput>({ basis: "amount", amount: "", marginPercent: "", floor: "" });
  const [from, setFrom] = useState("");
  const [isTouched, setTouched] = useState(false);
  const [refusal, setRefusal] = useState<{ message: string; fields?: Record<string, string[]> }>();

  const skus = (model?.skus ?? []).filter((sku) => !left.includes(sku.id));
  const parsed = parseRetailInput(price);
  const shown = { ...(isTouched && !parsed.ok ? parsed.fields : {}), ...refusal?.fields };
  const preview = parsed.ok ? previewOffers(offers, { skuIds: skus.map((sku) => sku.id), region, basis: parsed.value }) : [];
  const change = (part: Partial<RetailInput>) => {
    setRefusal(undefined);
    setPriceInput({ ...price, ...part });
  };

  async function submit(): Promise<string | undefined> {
    const result = await setPrice({
      ...priceOf(price),
      skuIds: skus.map((sku) => sku.id),
      region,
      from: from ? `${from}:00Z` : null,
    });
    if (!result.ok) {
      setRefusal(result.error);
      return result.error.message;
    }
    setRefusal(undefined);
    setTouched(false);
    setPriceInput({ ...price, amount: "", marginPercent: "", floor: "" });
    setFrom("");
    toast.success(`Price set for ${model?.name}`, { description: skus.map((sku) => sku.code).join(", ") });
    router.refresh();
    return undefined;
  }

  const isReady = parsed.ok && skus.length > 0;
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <div className="flex flex-col gap-4">
        <FormError>{refusal && !refusal.fields ? refusal.message : null}</FormError>
        <FieldGroup columns={2}>
          <Field label="Model" error={shown.modelId}>
            <NativeSelect
              value={modelId}
              onChange={(event) => {
                setModelId(event.target.value);
                setLeft([]);
              }}
              options={models.map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Field>
          <Field label="Region" error={shown.region} hint="A country's own price comes before the one of every region.">
            <NativeSelect value={region} onChange={(event) => setRegion(event.target.value)} options={regions} />
          </Field>
        </FieldGroup>
        <fieldset className="flex flex-wrap gap-x-5 gap-y-2">
          <legend className="mb-1.5 font-medium text-sm">Accelerators per instance</legend>
          {model?.skus.map((sku) => (
            <CheckboxField
              key={sku.id}
              label={`${sku.count}`}
              checked={!left.includes(sku.id)}
              onCheckedChange={(isChosen) =>
                setLeft(isChosen === true ? left.filter((id) => id !== sku.id) : [...left, sku.id])
              }
            />
          ))}
        </fieldset>
        <Field label="Basis">
          <NativeSelect
            value={price.basis}
            onChange={(event) => change({ basis: event.target.value === "margin" ? "margin" : "amount" })}
            options={BASES}
          />
        </Field>
        <PriceFields price={price} currency={currency} errors={shown} change={change} />
        <Field label="From (UTC)" optional error={shown.from} hint="Empty: from now on. Running leases keep their price.">
          <Input type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} className="sm:w-60" />
        </Field>
        <div>
          {isReady ? (
            <ConfirmDialog
              trigger={<Button variant="primary">Set price</Button>}
              title={`Set the price of ${model?.name}?`}
              object={<span className="font-mono text-xs">{skus.map((sku) => sku.code).join(", ")}</span>}
              stakes={[
                { label: "Price per accelerator-hour", value: <BasisText basis={parsed.value} currency={currency} /> },
                { label: "Region", value: regions.find((option) => option.value === region)?.label ?? region },
                { label: "From", value: from ? `${from.replace("T", " ")} UTC` : "now" },
                { label: "Offers it prices today", value: preview.length },
              ]}
              confirmLabel="Set price"
              tone={preview.some((row) => row.retailMicros < row.wholesaleMicros) ? "danger" : "primary"}
              onConfirm={submit}
            />
          ) : (
            <Button variant="primary" onClick={() => setTouched(true)}>
              Set price
            </Button>
          )}
          {isTouched && skus.length === 0 ? <FormError>Choose one number of accelerators or more.</FormError> : null}
        </div>
      </div>
      <div className="flex min-w-0 flex-col gap-2">
        <h3 className="font-medium text-sm">What it makes of current offers</h3>
        {parsed.ok ? (
          <PricePreview rows={preview} />
        ) : (
          <p className="rounded-md border border-dashed px-3 py-4 text-center text-muted-foreground">
            Enter a price to see what each offer would sell for.
          </p>
        )}
      </div>
    </div>
  );
}

interface PriceFieldsProps {
  price: RetailInput;
  currency: string;
  errors: Record<string, string[]>;
  change: (part: Partial<RetailInput>) => void;
}

function PriceFields({ price, currency, errors, change }: PriceFieldsProps) {
  if (price.basis === "amount")
    return (
      <Field label={`Amount (${currency} per accelerator-hour)`} error={errors.amount}>
        <Input
          inputMode="decimal"
          placeholder="2.56"
          value={price.amount}
          onChange={(event) => change({ amount: event.target.value })}
        />
      </Field>
    );
  return (
    <FieldGroup columns={2}>
      <Field label="Margin over wholesale (%)" error={errors.marginPercent}>
        <Input
          inputMode="decimal"
          placeholder="30"
          value={price.marginPercent}
          onChange={(event) => change({ marginPercent: event.target.value })}
        />
      </Field>
      <Field label={`Floor (${currency} per accelerator-hour)`} error={errors.floor}>
        <Input
          inputMode="decimal"
          placeholder="0.80"
          value={price.floor}
          onChange={(event) => change({ floor: event.target.value })}
        />
      </Field>
    </FieldGroup>
  );
}

export function BasisText({ basis, currency }: { basis: RetailBasis; currency: string }) {
  if (basis.basis === "amount") return <Money micros={basis.amountMicros} currency={currency} precision="trimmed" />;
  return (
    <span className="tabular whitespace-nowrap">
      wholesale + {formatBps(basis.marginBps)}, at least{" "}
      <Money micros={basis.floorMicros} currency={currency} precision="trimmed" />
    </span>
  );
}

function priceOf(price: RetailInput): RetailInput {
  if (price.basis === "amount") return { basis: "amount", amount: price.amount };
  return { basis: "margin", marginPercent: price.marginPercent, floor: price.floor };
}
