import type { Context } from "@/lib/context";
import type { StripeEvent } from "./types";

/** What an event of these types is a reason to look at. */
export interface EventReader {
  about: RegExp;
  /** Where one look answers for all events of the same subject that were kept before it: what it is. */
  subjectOf?(event: StripeEvent): string | null;
  /** Fetches the object and makes ours what that is now. Answers whether it is about something of ours. */
  look(ctx: Context, event: StripeEvent): Promise<boolean>;
}
