import { eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { formatRange } from "@/db/columns";
import { customerTaxProfiles, organizations } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context, UserActor } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { type DatedLine, hourlyStart, makeRoom, namingRefusals, takeBack } from "./dated-line";
import { type SetTaxProfileInput, setTaxProfileSchema } from "./terms-schemas";

/**
 * Says where a customer is taxed, by its owner or the desk, from the next whole UTC hour on (the first profile of a customer without leases
 * since the hour began: from that hour). A change that has not begun yet gives way to the newer one. Only the desk may exempt.
 */
export async function setTaxProfile(
  ctx: Context,
  input: SetTaxProfileInput,
): Promise<{ profileId: string; from: Date }> {
  const actor = authorize(ctx, "tax_profile.manage");
  const { organizationId: named, exempt, taxId, ...profile } = parseInput(setTaxProfileSchema, input);
  const organizationId = ownerOf(actor, named);
  const isDesk = actor.organizationKind === "platform";
  if (exempt && !isDesk) throw new AppError("forbidden", "Only the platform's desk exempts a customer from tax.");
  const line: DatedLine = { table: "customer_tax_profiles", where: sql`organization_id = ${organizationId}` };
  const touched = (edge: Date) => sql`
    SELECT 1 FROM leases WHERE organization_id = ${organizationId} AND coalesce(ended_at, 'infinity') > ${edge.toISOString()}::timestamptz`;
  return namingRefusals({ overlap: "jurisdiction", start: "jurisdiction" }, () =>
    ctx.db.transaction(async (tx) => {
      await lockCustomer(tx, organizationId);
      const before = await takeBackAnnounced(tx, line, organizationId);
      const from = await hourlyStart(tx, line, null, touched);
      const { until } = await makeRoom(tx, line, from);
      const row = {
        id: newId("ctp"),
        organizationId,
        ...profile,
        taxId: taxId || null,
        exempt: isDesk ? (exempt ?? false) : before?.exempt === true && before.jurisdiction === profile.jurisdiction,
        during: { from, to: until },
        createdBy: actor.userId,
      };
      await tx.insert(customerTaxProfiles).values(row);
      const { id, during, ...detail } = row;
      await recordAudit(tx, ctx, {
        action: "tax_profile.set",
        targetId: id,
        organizationId,
        detail: { ...detail, during: formatRange(during) },
      });
      return { profileId: id, from };
    }),
  );
}

function ownerOf(actor: UserActor, named: string | undefined): string {
  if (actor.organizationKind === "customer") {
    if (named && named !== actor.organizationId) throw notFound("customer");
    return actor.organizationId;
  }
  if (!named)
    throw new AppError("invalid_input", "Name the customer.", { fields: { organizationId: ["Choose one."] } });
  return named;
}

async function lockCustomer(tx: Transaction, organizationId: string) {
  const [customer] = await tx
    .select({ kind: organizations.kind })
    .from(organizations)
    .where(eq(organizations.id, organizationId))
    .for("no key update");
  if (customer?.kind !== "customer") throw notFound("customer");
}

/** The latest profile as it stands; one that has not begun is deleted, for nothing was taxed by it. */
async function takeBackAnnounced(tx: Transaction, line: DatedLine, organizationId: string) {
  const now = await databaseNow(tx);
  const [latest] = await tx
    .select()
    .from(customerTaxProfiles)
    .where(eq(customerTaxProfiles.organizationId, organizationId))
    .orderBy(sql`lower(${customerTaxProfiles.during}) DESC`)
    .limit(1);
  if (latest && latest.during.from.getTime() > now.getTime() + 60_000)
    await takeBack(tx, line, { id: latest.id, ...latest.during });
  return latest;
}
