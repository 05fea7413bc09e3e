import { AutoTopUpCard } from "@/components/billing/auto-top-up-card";
import { toWire } from "@/components/wire";
import { isPermitted } from "@/lib/core/permissions";
import { getAutoTopUp, paymentsMode } from "@/lib/payments/queries";
import { requireContext } from "@/lib/web/context";
import { setAutoTopUpAction, turnOffAutoTopUpAction } from "./actions";

/** Nothing where nobody can pay by card. */
export async function AutoTopUpSection() {
  const ctx = await requireContext("customer");
  if (paymentsMode() === "off") return null;
  const view = toWire(await getAutoTopUp(ctx));
  return (
    <AutoTopUpCard
      key={JSON.stringify(view)}
      view={view}
      mayManage={isPermitted("payment.make", "customer", ctx.actor.role)}
      onSet={setAutoTopUpAction}
      onTurnOff={turnOffAutoTopUpAction}
    />
  );
}
