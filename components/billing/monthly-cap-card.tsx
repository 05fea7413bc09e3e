"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Money } from "@/components/layout/money";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useDialogForm } from "@/components/use-dialog-form";
import type { Wire } from "@/components/wire";
import { formatMoney, parseMoney } from "@/lib/core/money";
import type { BalanceSummary } from "@/lib/metering/balance-queries";
import type { SetMonthlyCapInput } from "@/lib/metering/schemas";
import type { ActionResult } from "@/lib/web/action-result";
import { SpentBar } from "./spent-bar";

type MonthlyCapCardProps = {
  balance: Pick<Wire<BalanceSummary>, "currency" | "month">;
  mayManage: boolean;
  onSet: (input: SetMonthlyCapInput) => Promise<ActionResult<unknown>>;
};

/** The month so far, and the amount at which launches are refused and instances stopped. */
export function MonthlyCapCard({ balance, mayManage, onSet }: MonthlyCapCardProps) {
  const { currency, month } = balance;
  const router = useRouter();
  const form = useDialogForm();
  const [typed, setTyped] = useState("");
  const cap = month.capMicros === null ? null : BigInt(month.capMicros);
  const spent = BigInt(month.spentMicros);
  const wanted = parseMoney(typed);
  const isUnderSpend = wanted !== null && wanted > 0n && wanted <= spent;

  async function save(value: string | null) {
    if ((await form.send(() => onSet({ cap: value }))) === null) return;
    setTyped("");
    toast.success(value === null ? "The monthly cap is taken away" : `The monthly cap is ${value} ${currency}`);
    router.refresh();
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    void save(typed);
  }

  return (
    <Card>
      <CardHeader
        title="Monthly cap"
        description="Hard: launches are refused and instances stopped so that a UTC month stays under it. Room for the data of stopped instances is kept."
      />
      <CardContent className="flex flex-col gap-3">
        <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
          <span>
            <Money micros={spent} currency={currency} className="font-medium" />{" "}
            <span className="text-muted-foreground">
              in {month.key}
              {cap === null ? ", no cap" : <> of {formatMoney(cap, currency)}</>}
            </span>
          </span>
          {cap === null ? null : (
            <SpentBar bps={Number((spent * 10_000n) / cap)} label={`Spent of the cap of ${month.key}`} />
          )}
        </div>
        {mayManage ? (
          <form onSubmit={submit} noValidate className="flex flex-col gap-3">
            <Field
              label={`New cap (${currency} per UTC month)`}
              error={form.fields.cap}
              hint={isUnderSpend ? "That much is spent already: what runs is stopped at once." : "Tax included."}
            >
              <Input
                inputMode="decimal"
                placeholder="2,500"
                autoComplete="off"
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            </Field>
            <FormError>{form.message}</FormError>
            <div className="flex flex-wrap gap-2">
              <Button type="submit" variant="primary" pending={form.pending}>
                Set cap
              </Button>
              {cap === null ? null : (
                <Button onClick={() => save(null)} disabled={form.pending}>
                  Take the cap away
                </Button>
              )}
            </div>
          </form>
        ) : (
          <p className="text-muted-foreground">An owner of your organization sets it.</p>
        )}
      </CardContent>
    </Card>
  );
}
