import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { organizations, statements } from "@/db/schema";
import { formatMoney } from "@/lib/core/money";
import { isOverdue, unpaidMicros } from "@/lib/core/payments/invoice";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import type { Invoice } from "../types";
import type { FetchedInvoice } from "./fetch-invoice";
import { isStrange } from "./keep-credit-notes";

/** Customer and desk are told of an invoice that is past its day until it is settled, the desk also of what nothing here books by itself. */
export async function tellOfInvoice(
  tx: Transaction,
  invoice: Invoice,
  fetched: FetchedInvoice,
  at: Date,
): Promise<void> {
  await tellIfOverdue(tx, invoice, at);
  const strange = fetched.creditNotes.filter(isStrange);
  if (strange.length === 0) return;
  const notice = {
    organizationId: null,
    key: `invoice.strange:${invoice.id}`,
    severity: "critical",
    title: "A credit note at Stripe is not in the books",
    body: `${strange.map(({ id, number }) => number ?? id).join(", ")}: it was voided there, or gives back what was paid. Book it by an adjustment.`,
    href: "/desk/invoices",
  } as const;
  await raiseNotice(tx, notice, at);
}

async function tellIfOverdue(tx: Transaction, invoice: Invoice, at: Date): Promise<void> {
  const { id, organizationId, currency, dueAt, statementId } = invoice;
  const key = `invoice.overdue:${id}`;
  if (!isOverdue(invoice, at) || dueAt === null) {
    await resolveNotice(tx, organizationId, key, at);
    await resolveNotice(tx, null, key, at);
    return;
  }
  const [statement] = await tx
    .select({ number: statements.number, name: organizations.name })
    .from(statements)
    .innerJoin(organizations, eq(organizations.id, statements.organizationId))
    .where(eq(statements.id, statementId));
  const left = formatMoney(unpaidMicros(invoice), currency);
  const { number, name } = statement!;
  const was = `was due on ${dueAt.toISOString().slice(0, 10)}`;
  await raiseNotice(
    tx,
    {
      organizationId,
      key,
      severity: "warning",
      title: `Invoice ${number} is overdue`,
      body: `${left} ${was}. Pay it from its page, or tell us if something is wrong with it.`,
      href: `/billing/statements/${statementId}`,
    },
    at,
  );
  await raiseNotice(
    tx,
    {
      organizationId: null,
      key,
      severity: "warning",
      title: `Invoice ${number} of ${name} is overdue`,
      body: `${left} ${was}.`,
      href: "/desk/invoices",
    },
    at,
  );
}
