import { AddMoneyDialog } from "@/components/billing/add-money-dialog";
import { type Currency, parseMoney } from "@/lib/core/money";
import { isOffered } from "@/lib/identity/authorize";
import { paymentsMode } from "@/lib/payments/queries";
import { requireContext } from "@/lib/web/context";
import { startTopUpAction } from "./actions";

interface AddMoneyProps {
  currency: Currency;
  search: Record<string, string | string[] | undefined>;
}

/** `?pay=30` opens it for that amount: mails and banners lead here so. */
export async function AddMoney({ currency, search: { pay } }: AddMoneyProps) {
  const { actor } = await requireContext("customer");
  if (!isOffered(actor, "payment.make")) return null;
  const amount = typeof pay === "string" && parseMoney(pay) !== null ? pay : undefined;
  return (
    <AddMoneyDialog
      key={amount ?? ""}
      currency={currency}
      mode={paymentsMode()}
      start={startTopUpAction}
      amount={amount}
    />
  );
}
