import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { memberships, organizations, users } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { LEADING_ROLE, type OrganizationKind } from "@/lib/core/permissions";
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
  // who sets an installation up vouches for the addresses that they enter; a person who signs up is asked by mail
  const isVouchedFor = ctx.actor.type === "system";
  return refuseTaken(() =>
    ctx.db.transaction((tx) => insertParty(tx, ctx, { ...input, passwordHash, isVouchedFor, action })),
  );
}

/** Two who take one address at once: the later is told as if they had come later. */
export async function refuseTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("conflict", "There is already a sign-in with this address.", {
      fields: { email: ["There is already a sign-in with this address. Sign in instead."] },
    });
  }
}

interface NewParty {
  kind: OrganizationKind;
  organizationName: string;
  email: string;
  name: string;
  /** Null: signs in otherwise. */
  passwordHash: string | null;
  /** Somebody answers for the address being theirs. */
  isVouchedFor: boolean;
  action: string;
}

export async function insertParty(tx: Transaction, ctx: Context, party: NewParty): Promise<OpenedOrganization> {
  const { kind, organizationName, email, name, passwordHash, isVouchedFor, action } = party;
  const organizationId = newId("org");
  const userId = newId("usr");
  await refuseTakenAddress(tx, email, "email");
  await tx.insert(organizations).values({ id: organizationId, kind, name: organizationName });
  await tx
    .insert(users)
    .values({ id: userId, email, name, passwordHash, emailVerifiedAt: isVouchedFor ? sql`platform_now()` : null });
  await tx.insert(memberships).values({ id: newId("mem"), organizationId, userId, role: LEADING_ROLE[kind] });
  if (!isVouchedFor) await startVerification(tx, { userId, email });
  const by = { userId, email };
  await recordAudit(tx, ctx, { action, targetId: organizationId, organizationId, by, detail: { kind, ...by } });
  return { organizationId, userId, email };
}
