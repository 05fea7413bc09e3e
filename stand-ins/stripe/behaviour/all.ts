import type { Behaviours } from "../api/call";
import type { Includables } from "../api/expand";
import type { Webhooks } from "../api/webhooks";
import { accountBehaviours } from "./accounts";
import { balanceBehaviours } from "./balance";
import { checkoutBehaviours, checkoutIncludables } from "./checkout";
import { creditNoteBehaviours } from "./credit-notes";
import { customerBehaviours, customerIncludables } from "./customers";
import { disputeBehaviours } from "./disputes";
import { eventBehaviours } from "./events";
import { invoiceIncludables, invoiceLifecycleBehaviours } from "./invoice-lifecycle";
import { invoiceBehaviours } from "./invoices";
import { paymentIntentBehaviours } from "./payment-intents";
import { portalBehaviours } from "./portal";
import { refundBehaviours, refundIncludables } from "./refunds";
import { setupIntentBehaviours } from "./setup-intents";
import { smallBehaviours } from "./small-things";
import { taxBehaviours, taxIncludables } from "./tax";
import { transferBehaviours } from "./transfers";

export const allBehaviours = (webhooks: Webhooks): Behaviours => ({
  ...accountBehaviours,
  ...balanceBehaviours,
  ...checkoutBehaviours,
  ...creditNoteBehaviours,
  ...customerBehaviours,
  ...disputeBehaviours,
  ...eventBehaviours(webhooks),
  ...invoiceBehaviours,
  ...invoiceLifecycleBehaviours,
  ...paymentIntentBehaviours,
  ...portalBehaviours,
  ...refundBehaviours,
  ...setupIntentBehaviours,
  ...smallBehaviours,
  ...taxBehaviours,
  ...transferBehaviours,
});

export const allIncludables: Includables = {
  ...checkoutIncludables,
  ...customerIncludables,
  ...invoiceIncludables,
  ...refundIncludables,
  ...taxIncludables,
};
