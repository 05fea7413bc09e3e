import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { type FirstProof, memberships, organizations, sessions, users } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context, UserActor } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { noteDevice } from "./known-devices";
import { MEMBER_COLUMNS } from "./member-columns";
import { loadProjectAccess } from "./projects/project-access";
import { SESSION_ABSOLUTE_MS } from "./session-limits";

const userAgentMaxLength = 256;

/** The organization that a session of theirs was in most recently comes first. */
const lastSeenHere = sql`(
  SELECT max(s.last_seen_at) FROM sessions s
  WHERE s.user_id = ${memberships.userId} AND s.organization_id = ${memberships.organizationId}) DESC NULLS LAST`;

export interface SessionInput {
  userId: string;
  /** Of the request, unless said otherwise. */
  userAgent?: string | null;
  /** What was proven first; absent where nobody asked (seed, tests). */
  proof?: FirstProof | "passkey";
  /** A second factor was proven just now. */
  hasFactor?: boolean;
  /** The browser's own cookie; null: it has none. Without it nothing is said of new devices (seed, tests). */
  device?: string | null;
}

/**
 * Opens a session for a user who has proven who they are, in the organization that they were in last, else the one joined
 * first. It asks no permission: whoever calls it answers for the proof. A service account gets none.
 */
export async function openSession(ctx: Context, input: SessionInput): Promise<UserActor> {
  return ctx.db.transaction((tx) => insertSession(tx, ctx, input));
}

/** The same in the transaction of the proof. Its id is new: what the browser held before stands for nobody. */
export async function insertSession(tx: Transaction, ctx: Context, input: SessionInput): Promise<UserActor> {
  const [member] = await tx
    .select(MEMBER_COLUMNS)
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(and(eq(memberships.userId, input.userId), eq(users.kind, "person"), isNull(organizations.closedAt)))
    .orderBy(lastSeenHere, asc(memberships.createdAt), asc(memberships.id))
    .limit(1);
  if (!member) throw new AppError("forbidden", "You belong to no organization any more. Ask its owner for access.");

  const { restricted, ...own } = member;
  const projects = await loadProjectAccess(tx, member);
  const hasFreshFactor = input.hasFactor === true;
  const actor: UserActor = { type: "user", ...own, projects, sessionId: newId("ses"), hasFreshFactor };
  const userAgent = (input.userAgent ?? ctx.client?.userAgent)?.slice(0, userAgentMaxLength) ?? null;
  const address = ctx.client?.address ?? null;
  if (input.device !== undefined)
    await noteDevice(tx, ctx, { userId: actor.userId, device: input.device, userAgent, address });
  await tx.insert(sessions).values({
    id: actor.sessionId,
    userId: actor.userId,
    organizationId: actor.organizationId,
    userAgent,
    address,
    createdAt: ctx.now,
    lastSeenAt: ctx.now,
    expiresAt: new Date(ctx.now.getTime() + SESSION_ABSOLUTE_MS),
    secondFactorAt: hasFreshFactor ? ctx.now : null,
  });
  await recordAudit(
    tx,
    { ...ctx, actor },
    {
      action: "session.open",
      targetId: actor.sessionId,
      detail: { secondFactor: hasFreshFactor, ...(input.proof ? { proof: input.proof } : {}) },
    },
  );
  return actor;
}
