import { CreditForm } from "@/components/desk/credit-form";
import { RefundForm } from "@/components/desk/refund-form";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import type { Currency } from "@/lib/core/money";
import { isOffered } from "@/lib/identity/authorize";
import { paymentsMode } from "@/lib/payments/queries";
import { requireContext } from "@/lib/web/context";
import { creditCustomerAction, refundCustomerAction } from "./actions";

/** Money in by bank, and unused money back to the cards; for those who may. */
export async function MoneySection({
  customer,
  currency,
}: {
  customer: { id: string; name: string };
  currency: Currency;
}) {
  const { actor } = await requireContext("platform");
  const may = (permission: "customer.credit" | "customer.refund") => isOffered(actor, permission);
  const common = { customerId: customer.id, customerName: customer.name, currency };
  return (
    <div className="flex flex-col gap-6">
      {may("customer.credit") ? (
        <Card>
          <CardHeader title="Credit the balance" description="For money that arrived by bank." />
          <CardContent>
            <CreditForm {...common} credit={creditCustomerAction} />
          </CardContent>
        </Card>
      ) : null}
      {may("customer.refund") && paymentsMode() !== "off" ? (
        <Card>
          <CardHeader title="Refund unused money" description="Back to the cards that it came from." />
          <CardContent>
            <RefundForm {...common} refund={refundCustomerAction} />
          </CardContent>
        </Card>
      ) : null}
    </div>
  );
}
