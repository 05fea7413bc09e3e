"use client";

import { Field, FieldGroup } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

export interface LimitsDraft {
  /** As the field has it, UTC; empty for none. */
  endsAt: string;
  spendLimit: string;
}

export const NO_LIMITS: LimitsDraft = { endsAt: "", spendLimit: "" };

/** The field has no time zone: what is typed is UTC, as its label says. */
export function toEndsAt(text: string): string | null {
  const at = new Date(`${text}Z`);
  if (text === "") return null;
  return Number.isNaN(at.getTime()) ? text : at.toISOString();
}

export function toLocalInput(instant: string): string {
  return instant.slice(0, 16);
}

type LimitFieldsProps = {
  draft: LimitsDraft;
  currency: string;
  errors: Record<string, string[]>;
  onChange: (change: Partial<LimitsDraft>) => void;
};

export function LimitFields({ draft, currency, errors, onChange }: LimitFieldsProps) {
  return (
    <FieldGroup columns={2}>
      <Field label="End date (UTC)" hint="Nothing is charged after it." error={errors.endsAt} optional>
        <Input
          type="datetime-local"
          value={draft.endsAt}
          onChange={(event) => onChange({ endsAt: event.target.value })}
        />
      </Field>
      <Field
        label={`Spend limit, ${currency}`}
        hint="Its whole cost stays under it, storage included."
        error={errors.spendLimit ?? errors.spendLimitCurrency}
        optional
      >
        <Input
          inputMode="decimal"
          autoComplete="off"
          placeholder="25"
          value={draft.spendLimit}
          onChange={(event) => onChange({ spendLimit: event.target.value })}
        />
      </Field>
    </FieldGroup>
  );
}
