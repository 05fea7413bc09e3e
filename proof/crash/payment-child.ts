import { PAYMENT_OPERATIONS } from "./payment-operations";
import { serve } from "./serve";

/** Apart from the child of the books, which starts without Stripe's SDK. */
serve(PAYMENT_OPERATIONS);
