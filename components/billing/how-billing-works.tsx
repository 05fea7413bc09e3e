import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { BOUND_SECONDS, GUARD_SECONDS } from "@/lib/core/ledger/holds";

export function HowBillingWorks() {
  return (
    <Card>
      <CardHeader title="How billing works" />
      <CardContent className="max-w-3xl space-y-2">
        <p>
          Add money by card, or send a bank transfer that the desk credits to your balance. An instance is billed by the
          second at the price that was fixed at its launch, from the moment SSH answers until its container ends. Time
          without proof that it ran, a slow start or a failed one cost nothing, and the instance's segments say so line
          by line.
        </p>
        <p>
          Available = balance + promotional money + credit limit − unpaid invoices − accrued − held. Each launch sets{" "}
          {String(BOUND_SECONDS / 60n)} minutes of its price aside until it ends. You are warned at 24, 6 and 1 hours of
          runway. When less than {String(GUARD_SECONDS)} seconds of use are left, everything that runs is stopped.
        </p>
        <p>
          Use is always booked, also past zero, but your balance never falls further below zero (or below minus your
          credit limit) than {String(BOUND_SECONDS)} seconds of what you run cost, tax and conversion included. Our
          audit checks that bound on every account.
        </p>
      </CardContent>
    </Card>
  );
}
