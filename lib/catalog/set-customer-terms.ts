import { eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { customerTerms, organizations } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { type Currency, parseMoney } from "@/lib/core/money";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { lockPrepaidAccount } from "@/lib/ledger/accounts";
import { parseInput } from "@/lib/parse-input";
import { findCustomerTerms } from "./customer-terms";
import { exists, refuseField } from "./dated-line";
import { type SetCustomerTermsInput, setCustomerTermsSchema } from "./terms-schemas";

/**
 * Sets what was agreed with a customer. The billing currency stays while leases are open or money is on the books in it: a launch holds the
 * account's lock and looks at the terms again under it, so neither slips past the other.
 */
export async function setCustomerTerms(ctx: Context, input: SetCustomerTermsInput): Promise<void> {
  const actor = authorize(ctx, "terms.manage");
  const { organizationId, creditLimit, monthlyCap, ...rest } = parseInput(setCustomerTermsSchema, input);
  const terms = {
    ...rest,
    creditLimitMicros: parseMoney(creditLimit)!,
    monthlyCapMicros: monthlyCap === "" ? null : parseMoney(monthlyCap),
  };
  await ctx.db.transaction(async (tx) => {
    const [customer] = await tx
      .select()
      .from(organizations)
      .where(eq(organizations.id, organizationId))
      .for("no key update");
    if (customer?.kind !== "customer") throw notFound("customer");
    const before = await findCustomerTerms(tx, organizationId);
    if (before.billingCurrency !== terms.billingCurrency)
      await assertCurrencyFree(tx, organizationId, before.billingCurrency);
    const row = { ...terms, updatedBy: actor.userId, updatedAt: await databaseNow(tx) };
    await tx
      .insert(customerTerms)
      .values({ organizationId, ...row })
      .onConflictDoUpdate({ target: customerTerms.organizationId, set: row });
    await recordAudit(tx, ctx, {
      action: "customer_terms.set",
      targetId: organizationId,
      organizationId,
      detail: { before: inText(before), after: inText(terms) },
    });
  });
}

function inText(terms: Record<string, unknown> | object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(terms).map(([name, value]) => [name, typeof value === "bigint" ? String(value) : value]),
  );
}

async function assertCurrencyFree(tx: Transaction, organizationId: string, currency: Currency) {
  await lockPrepaidAccount(tx, organizationId, currency);
  if (
    await exists(
      tx,
      sql`SELECT 1 FROM leases WHERE organization_id = ${organizationId} AND (ended_at IS NULL OR next_due IS NOT NULL)`,
    )
  )
    throw refuseField(
      "billingCurrency",
      "The currency stays while instances are open: they are paid in it.",
      "conflict",
    );
  if (
    await exists(
      tx,
      sql`SELECT 1 FROM ledger_accounts WHERE organization_id = ${organizationId} AND balance_micros <> 0`,
    )
  )
    throw refuseField("billingCurrency", "The currency stays while a balance in it is not zero.", "conflict");
}
