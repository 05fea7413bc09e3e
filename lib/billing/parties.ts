import { and, eq, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { customerTaxProfiles, organizations, type StatementParties } from "@/db/schema";
import { monthEnd } from "@/lib/core/billing/month";
import type { StatementKind, StatementLine } from "@/lib/core/billing/statement";
import { issuer } from "@/lib/env";

interface Document {
  kind: StatementKind;
  organizationId: string;
  month: string;
  lines: readonly StatementLine[];
  /** Some of what it bills ran on simulated accelerators. */
  simulated: boolean;
}

/** Issuer and recipient as they are when it is issued: the recipient's tax profile at the month's last instant, else its name alone. */
export async function readParties(db: DbOrTx, document: Document): Promise<StatementParties> {
  const lastInstant = new Date(monthEnd(document.month).getTime() - 1).toISOString();
  const [organization] = await db
    .select({ name: organizations.name })
    .from(organizations)
    .where(eq(organizations.id, document.organizationId));
  const [profile] = await db
    .select()
    .from(customerTaxProfiles)
    .where(
      and(
        eq(customerTaxProfiles.organizationId, document.organizationId),
        sql`${customerTaxProfiles.during} @> ${lastInstant}::timestamptz`,
      ),
    );
  return {
    issuer: issuer(),
    recipient: {
      name: profile?.legalName ?? organization!.name,
      address: profile?.address ?? "",
      taxId: profile?.taxId ?? null,
      jurisdiction: profile?.jurisdiction ?? null,
    },
    notes: notesOf(document),
  };
}

function notesOf({ kind, lines, simulated }: Document): string[] {
  const notes: string[] = [];
  if (lines.some((line) => line.type === "tax" && line.description.endsWith("reverse charge")))
    notes.push("Reverse charge: the recipient of the service is liable for the tax and accounts for it.");
  if (kind === "settlement") notes.push("Issued by the platform for the operator's supply (self-billing).");
  if (kind === "usage_statement") notes.push("Paid from the prepaid balance: nothing is due.");
  if (simulated) notes.push("Simulated: no real accelerator was behind some or all of these leases.");
  return notes;
}

/** Whether any lease that the lines name ran on simulated accelerators. */
export async function anySimulated(db: DbOrTx, lines: readonly StatementLine[]): Promise<boolean> {
  const ids = [...new Set(lines.flatMap((line) => (line.leaseId ? [line.leaseId] : [])))];
  if (ids.length === 0) return false;
  const { rows } = await db.execute(
    sql`SELECT 1 FROM leases WHERE id = ANY(${sql.param(ids)}::text[]) AND simulated LIMIT 1`,
  );
  return rows.length > 0;
}
