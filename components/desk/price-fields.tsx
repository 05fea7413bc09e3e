"use client";

import { Money } from "@/components/layout/money";
import { Field, FieldGroup } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { RetailBasis } from "@/lib/core/rating/retail";
import { PRICED_UNITS, type PricedUnit, type RetailInput } from "@/lib/core/rating/retail-input";
import { formatBps } from "./format";

interface PriceFieldsProps {
  price: RetailInput;
  unit: PricedUnit;
  currency: string;
  errors: Record<string, string[]>;
  change: (part: Partial<RetailInput>) => void;
}

/** The figures that a basis asks for. */
export function PriceFields({ price, unit, currency, errors, change }: PriceFieldsProps) {
  const { name, example } = PRICED_UNITS[unit];
  const each = `${currency} per ${name}`;
  if (price.basis === "amount")
    return (
      <Field label={`Amount (${each})`} error={errors.amount}>
        <Input
          inputMode="decimal"
          placeholder={example}
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
      <Field label={`Floor (${each})`} error={errors.floor}>
        <Input
          inputMode="decimal"
          placeholder="0"
          value={price.floor}
          onChange={(event) => change({ floor: event.target.value })}
        />
      </Field>
      <Field label={`Cap (${each})`} optional hint="Never sold dearer, whatever it is bought at." error={errors.cap}>
        <Input inputMode="decimal" value={price.cap} onChange={(event) => change({ cap: event.target.value })} />
      </Field>
    </FieldGroup>
  );
}

export function BasisText({ basis, currency }: { basis: RetailBasis; currency: string }) {
  if (basis.basis === "amount") return <Money micros={basis.amountMicros} currency={currency} precision="trimmed" />;
  return (
    <span className="tabular">
      wholesale + {formatBps(basis.marginBps)}, at least{" "}
      <Money micros={basis.floorMicros} currency={currency} precision="trimmed" />
      {basis.capMicros === null ? null : (
        <>
          , at most <Money micros={basis.capMicros} currency={currency} precision="trimmed" />
        </>
      )}
    </span>
  );
}
