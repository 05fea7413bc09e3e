import type { Transaction } from "@/db/client";
import { stripeCalls, stripeCustomers } from "@/db/schema";
import { newId } from "@/lib/ids";
import type { Request } from "./calls/call-kind";
import type { StripeCall } from "./types";

/** A call of the outbox, to be sent once the caller's transaction is committed; its kind prepares the request where none is given. */
export async function planCall(
  tx: Transaction,
  kind: StripeCall["kind"],
  subjectId: string,
  at: Date,
  request: Request | null = null,
): Promise<string> {
  const id = newId("scl");
  const row = { id, kind, subjectId, request, nextAttemptAt: at, createdAt: at };
  await tx.insert(stripeCalls).values({ ...row, state: "planned" });
  return id;
}

/** Where Stripe does not know the customer yet and nobody is about to tell. */
export async function planCustomer(tx: Transaction, organizationId: string, at: Date): Promise<void> {
  const inserted = await tx
    .insert(stripeCustomers)
    .values({ organizationId, createdAt: at })
    .onConflictDoNothing()
    .returning({ organizationId: stripeCustomers.organizationId });
  if (inserted.length > 0) await planCall(tx, "customer", organizationId, at);
}
