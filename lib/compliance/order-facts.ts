import { and, eq, gt, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import {
  acceleratorClasses,
  complianceProfiles,
  customerTaxProfiles,
  endUseStatements,
  exportRules,
  orderReviews,
} from "@/db/schema";
import type { ExportRule, Order } from "@/lib/core/compliance/evaluate-order";

/** Rules in force at `at`, with the classes that they speak of. Not authorised: for what has looked its caller up. */
export async function readActiveRules(db: DbOrTx, at: Date): Promise<ExportRule[]> {
  const rows = await db
    .select({ rule: exportRules, class: acceleratorClasses })
    .from(exportRules)
    .innerJoin(acceleratorClasses, eq(acceleratorClasses.id, exportRules.classId))
    .where(
      and(
        isNotNull(exportRules.activeFrom),
        lte(exportRules.activeFrom, at),
        or(isNull(exportRules.activeUntil), gt(exportRules.activeUntil, at)),
      ),
    )
    .orderBy(exportRules.name);
  return rows.map(({ rule, class: named }) => ({ ...rule, class: named }));
}

type Customer = Pick<Order, "customerCountries" | "hasStatement" | "approvedClassIds">;

/** What the rules ask of a customer. Not authorised: for what has looked its caller up. */
export async function readCustomerFacts(db: DbOrTx, organizationId: string, at: Date): Promise<Customer> {
  const [countries, statement, approved] = await Promise.all([
    readCountries(db, organizationId, at),
    findStatement(db, organizationId, at),
    db
      .select({ classId: orderReviews.classId })
      .from(orderReviews)
      .where(
        and(
          eq(orderReviews.organizationId, organizationId),
          eq(orderReviews.state, "approved"),
          gt(orderReviews.approvedUntil, at),
        ),
      ),
  ]);
  return {
    customerCountries: countries,
    hasStatement: statement !== null,
    approvedClassIds: [...new Set(approved.map(({ classId }) => classId))],
  };
}

/** Where it says that it is incorporated, and where it is taxed. */
async function readCountries(db: DbOrTx, organizationId: string, at: Date): Promise<string[]> {
  const declared = await db
    .select({ country: complianceProfiles.country })
    .from(complianceProfiles)
    .where(eq(complianceProfiles.organizationId, organizationId));
  const taxed = await db
    .select({ country: sql<string>`left(${customerTaxProfiles.jurisdiction}, 2)` })
    .from(customerTaxProfiles)
    .where(
      and(
        eq(customerTaxProfiles.organizationId, organizationId),
        sql`(upper_inf(${customerTaxProfiles.during}) OR upper(${customerTaxProfiles.during}) > ${at.toISOString()}::timestamptz)`,
      ),
    );
  return [...new Set([...declared, ...taxed].map(({ country }) => country))].sort();
}

/** The statement that holds at `at`, the one that holds longest. */
export async function findStatement(db: DbOrTx, organizationId: string, at: Date) {
  const [statement] = await db
    .select()
    .from(endUseStatements)
    .where(and(eq(endUseStatements.organizationId, organizationId), gt(endUseStatements.expiresAt, at)))
    .orderBy(sql`${endUseStatements.expiresAt} DESC`)
    .limit(1);
  return statement ?? null;
}
