import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import { organizations, stripeCustomers } from "@/db/schema";
import { type CallKind, findIn, under } from "./call-kind";

export const customerCall: CallKind<Stripe.Customer> = {
  async prepare(tx, call) {
    const [organization] = await tx.select().from(organizations).where(eq(organizations.id, call.subjectId));
    return organization ? { name: organization.name, metadata: { organization_id: organization.id } } : null;
  },
  send: (stripe, call) => stripe.customers.create(call.request as Stripe.CustomerCreateParams, under(call)),
  find(stripe, call) {
    const created = { gte: Math.floor(call.createdAt.getTime() / 1_000) - 60 };
    const list = stripe.customers.list({ created, limit: 100 });
    return findIn(list, (one) => one.metadata.organization_id === call.subjectId);
  },
  async apply(tx, call, { id }) {
    await tx
      .update(stripeCustomers)
      .set({ stripeCustomerId: id })
      .where(eq(stripeCustomers.organizationId, call.subjectId));
  },
  async refused() {},
};
