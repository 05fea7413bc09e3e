import { and, desc, eq, isNull } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { beneficialOwners, complianceProfiles, endUseStatements } from "@/db/schema";

const MOST = 100;

/** What an organization has declared of itself. Not authorised: for queries that have looked it up. */
export async function readDeclarations(db: DbOrTx, organizationId: string) {
  const [profile] = await db
    .select({ country: complianceProfiles.country })
    .from(complianceProfiles)
    .where(eq(complianceProfiles.organizationId, organizationId));
  const owners = await db
    .select({
      id: beneficialOwners.id,
      name: beneficialOwners.name,
      birthDate: beneficialOwners.birthDate,
      country: beneficialOwners.country,
      shareBps: beneficialOwners.shareBps,
      declaredAt: beneficialOwners.declaredAt,
    })
    .from(beneficialOwners)
    .where(and(eq(beneficialOwners.organizationId, organizationId), isNull(beneficialOwners.removedAt)))
    .orderBy(desc(beneficialOwners.shareBps), beneficialOwners.id)
    .limit(MOST);
  const statements = await db
    .select()
    .from(endUseStatements)
    .where(eq(endUseStatements.organizationId, organizationId))
    .orderBy(desc(endUseStatements.signedAt))
    .limit(MOST);
  return { country: profile?.country ?? null, owners, statements };
}
