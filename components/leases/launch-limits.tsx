"use client";

import { LimitFields, type LimitsDraft } from "./limit-fields";

type LaunchLimitsProps = {
  draft: LimitsDraft;
  currency: string;
  errors: Record<string, string[]>;
  onChange: (draft: LimitsDraft) => void;
};

const NAMES = ["endsAt", "spendLimit", "spendLimitCurrency"];

/** Folded away until somebody wants one, or one is refused. */
export function LaunchLimits({ draft, currency, errors, onChange }: LaunchLimitsProps) {
  const isRefused = NAMES.some((name) => errors[name]);
  return (
    <details open={isRefused || undefined} className="group">
      <summary className="cursor-pointer font-medium">
        Limits <span className="font-normal text-muted-foreground">(optional)</span>
      </summary>
      <div className="mt-3 flex flex-col gap-3">
        <p className="text-muted-foreground text-xs">
          The instance is stopped in time for either, and its data is kept. Both can be changed while it runs.
        </p>
        <LimitFields
          draft={draft}
          currency={currency}
          errors={errors}
          onChange={(change) => onChange({ ...draft, ...change })}
        />
      </div>
    </details>
  );
}
