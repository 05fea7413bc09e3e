import type { Metadata } from "next";
import { PayoutActions } from "@/components/payouts/payout-actions";
import { PayoutView } from "@/components/payouts/payout-view";
import { ReversalsTable } from "@/components/payouts/reversals-table";
import { toWire } from "@/components/wire";
import { isOffered } from "@/lib/identity/authorize";
import { getWireDestination } from "@/lib/payouts/queries";
import { requireContext } from "@/lib/web/context";
import { beginWireAction, confirmWireAction, returnWireAction, reversePayoutAction, sendWireAction } from "../actions";
import { loadPayout } from "./load-payout";

export const metadata: Metadata = { title: "Payout" };

export default async function PayoutPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireContext("platform");
  const { reversals, ...view } = await loadPayout((await params).id);
  const { payout } = view;
  const mayManage = isOffered(ctx.actor, "payout.manage");
  const mayReverse = isOffered(ctx.actor, "payout.reverse");
  const bank = mayManage ? await getWireDestination(ctx, { payoutId: payout.id }) : null;
  return (
    <PayoutView {...view} portal="desk">
      {mayManage ? (
        <PayoutActions
          payout={{
            id: payout.id,
            route: payout.route,
            state: payout.state,
            currency: payout.currency,
            leftMicros: String(payout.amountMicros - payout.returnedMicros),
          }}
          destination={
            bank
              ? [
                  { label: "Beneficiary", value: bank.beneficiary },
                  { label: "Account number or IBAN", value: bank.accountNumber },
                  { label: "Bank", value: bank.bankName },
                  { label: "BIC (SWIFT)", value: bank.bic },
                ]
              : null
          }
          beginWire={beginWireAction}
          sendWire={sendWireAction}
          confirmWire={confirmWireAction}
          returnWire={returnWireAction}
          {...(mayReverse ? { reverse: reversePayoutAction } : {})}
        />
      ) : null}
      {reversals.length > 0 ? (
        <ReversalsTable rows={reversals.map((one) => ({ ...toWire(one), currency: payout.currency }))} />
      ) : null}
    </PayoutView>
  );
}
