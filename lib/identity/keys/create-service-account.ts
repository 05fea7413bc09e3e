import { and, count, eq } from "drizzle-orm";
import { memberships, users } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { includesRole, isRoleOf, LEADING_ROLE, type Role } from "@/lib/core/permissions";
import { AppError, isUniqueViolation } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "../authorize";
import { lockMembership } from "../members/own-membership";
import { type CreateServiceAccountInput, createServiceAccountSchema } from "./schemas";

const MOST_ACCOUNTS = 50;

/** `.invalid` reaches nobody (RFC 2606), and no person can have it confirmed. */
export function serviceAddress(name: string, organizationId: string): string {
  return `${name}@${organizationId.replace("_", "-")}.service.invalid`;
}

/** A program's place in the organization: no password, no session, no mail; it acts by its keys, and stays when people leave. */
export async function createServiceAccount(
  asked: Context,
  input: CreateServiceAccountInput,
): Promise<{ userId: string }> {
  const ctx = acrossTenants(asked, "a new account belongs to nobody until its membership is written");
  const actor = authorize(ctx, "api_key.manage");
  const { name, role } = parseInput(createServiceAccountSchema, input);
  if (actor.projects) throw new AppError("forbidden", "Who sees chosen projects alone makes keys of their own.");
  const { organizationId, organizationKind: kind } = actor;
  const wanted = role as Role;
  if (!isRoleOf(kind, wanted) || wanted === LEADING_ROLE[kind]) throw refuseRole("Choose a role below the owner's.");
  const userId = newId("usr");
  try {
    await ctx.db.transaction(async (tx) => {
      const own = await lockMembership(tx, actor, "api_key.manage");
      if (!includesRole(kind, own, wanted)) throw refuseRole("Choose a role that may do no more than yours.");
      const [held] = await tx
        .select({ total: count() })
        .from(memberships)
        .innerJoin(users, eq(users.id, memberships.userId))
        .where(and(eq(memberships.organizationId, organizationId), eq(users.kind, "service")));
      if (Number(held?.total) >= MOST_ACCOUNTS)
        throw new AppError("limit_exceeded", `An organization has at most ${MOST_ACCOUNTS} service accounts.`);
      await tx.insert(users).values({ id: userId, kind: "service", email: serviceAddress(name, organizationId), name });
      await tx.insert(memberships).values({ id: newId("mem"), organizationId, userId, role: wanted });
      const detail = { name, role: wanted };
      await recordAudit(tx, ctx, { action: "service_account.create", targetId: userId, detail });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = "There is, or was, a service account of this name.";
    throw new AppError("conflict", message, { fields: { name: [message] } });
  }
  return { userId };
}

function refuseRole(message: string): AppError {
  return new AppError("invalid_input", message, { fields: { role: [message] } });
}
