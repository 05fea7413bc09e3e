import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { memberships, organizations, users } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { LEADING_ROLE } from "@/lib/core/permissions";
import { AppError, isUniqueViolation } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { refuseTakenAddress } from "./email-change";
import { startVerification } from "./email-verification";
import { hashPassword } from "./password";
import { type OpenOrganizationInput, openOrganizationSchema } from "./schemas";

export interface OpenedOrganization {
  organizationId: string;
  userId: string;
  email: string;
}

/** An organization of any kind with its first owner; for the seed and set-up, which act as the system. People use `signUp`. */
export async function openOrganization(ctx: Context, input: OpenOrganizationInput): Promise<OpenedOrganization> {
  if (ctx.actor.type !== "system") throw new AppError("forbidden", "Only the system opens organizations of any kind.");
  return insertOrganization(ctx, parseInput(openOrganizationSchema, input), "organization.open");
}

/** Organization, user and ownership in one transaction. A taken address is refused on its field. */
export async function insertOrganization(
  ctx: Context,
  input: OpenOrganizationInput,
  action: string,
): Promise<OpenedOrganization> {
  const passwordHash = await hashPassword(input.password);
  const opened = { organizationId: newId("org"), userId: newId("usr"), email: input.email };
  try {
    await ctx.db.transaction((tx) => insertRows(tx, ctx, input, { ...opened, passwordHash, action }));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("conflict", "There is already a sign-in with this address.", {
      fields: { email: ["There is already a sign-in with this address. Sign in instead."] },
    });
  }
  return opened;
}

async function insertRows(
  tx: Transaction,
  ctx: Context,
  input: OpenOrganizationInput,
  made: { organizationId: string; userId: string; passwordHash: string; action: string },
): Promise<void> {
  const { organizationId, userId, passwordHash, action } = made;
  const { kind, organizationName, email, name } = input;
  // who sets an installation up vouches for the addresses that they enter; a person who signs up is asked by mail
  const isVouchedFor = ctx.actor.type === "system";
  await refuseTakenAddress(tx, email, "email");
  await tx.insert(organizations).values({ id: organizationId, kind, name: organizationName });
  await tx
    .insert(users)
    .values({ id: userId, email, name, passwordHash, emailVerifiedAt: isVouchedFor ? sql`platform_now()` : null });
  await tx.insert(memberships).values({ id: newId("mem"), organizationId, userId, role: LEADING_ROLE[kind] });
  if (!isVouchedFor) await startVerification(tx, { userId, email });
  await recordAudit(tx, ctx, { action, targetId: organizationId, organizationId, detail: { kind, userId, email } });
}
