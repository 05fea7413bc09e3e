"use server";

import { replayStripeEvent } from "@/lib/payments/replay-stripe-event";
import { stripeEventIdSchema } from "@/lib/payments/schemas";
import { action } from "@/lib/web/action";

export const replayStripeEventAction = action(stripeEventIdSchema, replayStripeEvent);
