"use client";

import { Money } from "@/components/layout/money";
import { Field, FieldGroup } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { RetailBasis } from "@/lib/core/rating/retail";
import type { RetailInput } from "@/lib/core/rating/retail-input";
import { formatBps } from "./format";

interface PriceFieldsProps {
  price: RetailInput;
  currency: string;
  errors: Record<string, string[]>;
  change: (part: Partial<RetailInput>) => void;
}

/** The figures that a basis asks for. */
export function PriceFields({ price, currency, errors, change }: PriceFieldsProps) {
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
