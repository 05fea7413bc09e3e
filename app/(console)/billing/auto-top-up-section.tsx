import { AutoTopUpCard } from "@/components/billing/auto-top-up-card";
import { toWire } from "@/components/wire";
import { isOffered } from "@/lib/identity/authorize";
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
      mayManage={isOffered(ctx.actor, "payment.make")}
      onSet={setAutoTopUpAction}
      onTurnOff={turnOffAutoTopUpAction}
    />
  );
}
