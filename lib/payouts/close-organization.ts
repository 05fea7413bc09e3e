import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { invitations, organizations, sessions } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { revokeKeysOf } from "@/lib/identity/keys/revoke-api-key";
import { lockMembership } from "@/lib/identity/members/own-membership";
import { parseInput } from "@/lib/parse-input";

export const closeOrganizationSchema = z.strictObject({ name: z.string().max(200) });

/**
 * Closes the actor's organization for good: its sessions end, its keys and invitations open nothing, and what was booked stays. Only one with
 * nothing running, nothing for sale and no money either way is closed. It is here because the last domain knows of all of these.
 */
export async function closeOrganization(asked: Context, input: z.input<typeof closeOrganizationSchema>): Promise<void> {
  const ctx = acrossTenants(asked, "the sessions of all its members end");
  const actor = authorize(ctx, "organization.transfer");
  const { name } = parseInput(closeOrganizationSchema, input);
  const { organizationId } = actor;
  if (actor.organizationKind === "platform") throw new AppError("forbidden", "The platform's organization stays.");
  if (name !== actor.organizationName)
    throw new AppError("invalid_input", "Type the name of the organization.", {
      fields: { name: ["Type the name of the organization."] },
    });
  await ctx.db.transaction(async (tx) => {
    await lockMembership(tx, actor, "organization.transfer");
    await refuseWhatIsOpen(tx, organizationId);
    const at = await databaseNow(tx);
    await tx.update(organizations).set({ closedAt: at }).where(eq(organizations.id, organizationId));
    await tx
      .update(sessions)
      .set({ revokedAt: at })
      .where(sql`${sessions.organizationId} = ${organizationId} AND ${sessions.revokedAt} IS NULL`);
    await tx
      .update(invitations)
      .set({ revokedAt: at })
      .where(
        sql`${invitations.organizationId} = ${organizationId} AND num_nonnulls(${invitations.acceptedAt}, ${invitations.revokedAt}) = 0`,
      );
    await revokeKeysOf(tx, { organizationId, by: actor.userId });
    await recordAudit(tx, ctx, { action: "organization.close", targetId: organizationId, detail: { name } });
  });
}

/** Whatever somebody would have to be paid, stopped or told of later. */
async function refuseWhatIsOpen(tx: Transaction, organizationId: string): Promise<void> {
  const { rows } = await tx.execute<{ leases: number; hosted: number; offers: number; balances: number }>(sql`
    SELECT (SELECT count(*) FROM leases WHERE organization_id = ${organizationId} AND (ended_at IS NULL OR next_due IS NOT NULL))::int AS leases,
      (SELECT count(*) FROM leases WHERE operator_id = ${organizationId} AND (ended_at IS NULL OR next_due IS NOT NULL))::int AS hosted,
      (SELECT count(*) FROM offers WHERE organization_id = ${organizationId} AND withdrawn_at IS NULL
        AND (upper_inf(during) OR upper(during) > platform_now()))::int AS offers,
      (SELECT count(*) FROM ledger_accounts WHERE organization_id = ${organizationId} AND balance_micros <> 0)::int AS balances`);
  const open = rows[0]!;
  const reasons = [
    open.leases > 0 ? "end your instances" : null,
    open.hosted > 0 ? "wait until the instances on your hosts have ended" : null,
    open.offers > 0 ? "withdraw your offers" : null,
    open.balances > 0 ? "settle what is owed: use up or have paid out what is left, and pay what is due" : null,
  ].filter((reason) => reason !== null);
  if (reasons.length > 0)
    throw new AppError("precondition_failed", `Before the organization can be closed, ${reasons.join("; ")}.`);
}
