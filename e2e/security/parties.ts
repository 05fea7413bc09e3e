import { eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { memberships, sessions, users } from "@/db/schema";
import { TEST_PASSWORD, type TestParty, testContext } from "@/db/testing/context";
import type { UserActor } from "@/lib/context";
import { LEADING_ROLE, type OrganizationKind, type Role } from "@/lib/core/permissions";
import { openOrganization } from "@/lib/identity/open-organization";
import { newId } from "@/lib/ids";
import { encodeSession, sessionCookie } from "@/lib/web/auth";
import type { WorldClock } from "./world-clock";

/** In every name of a tenant's, so that a page that shows another's is found out by a search of its text. */
export const MARKERS = ["Quokka", "Walrus"] as const;
export type Marker = (typeof MARKERS)[number];

export async function openParty(
  db: Database,
  clock: WorldClock,
  kind: OrganizationKind,
  marker: string,
): Promise<TestParty> {
  const organizationName = `${marker} ${kind} hall`;
  const opened = await openOrganization(testContext(db), {
    kind,
    email: `${marker}-${kind}@example.test`.toLowerCase(),
    password: TEST_PASSWORD,
    name: `${marker} founder`,
    organizationName,
  });
  const actor: UserActor = {
    type: "user",
    ...opened,
    organizationName,
    organizationKind: kind,
    role: LEADING_ROLE[kind],
    sessionId: newId("ses"),
    hasFreshFactor: true,
    projects: null,
  };
  return { ...opened, actor, ctx: clock.follow(testContext(db, actor)) };
}

/** Somebody else of an organization, in a role; they have no password to sign in with. */
export async function addPerson(db: Database, party: TestParty, role: Role, label: string): Promise<TestParty> {
  const { organizationId } = party;
  const userId = newId("usr");
  const email = `${label.toLowerCase().replaceAll(" ", "-")}-${userId.slice(-8)}@example.test`;
  const emailVerifiedAt = new Date();
  await db.insert(users).values({ id: userId, email, name: label, passwordHash: null, emailVerifiedAt });
  await db.insert(memberships).values({ id: newId("mem"), organizationId, userId, role });
  const actor = { ...party.actor, userId, email, role, sessionId: newId("ses") };
  return { actor, organizationId, userId, email, ctx: testContext(db, actor) };
}

interface SessionState {
  /** Has proven its second factor a moment ago. */
  isFresh?: boolean;
  lastSeenAt?: Date;
  expiresAt?: Date;
  revokedAt?: Date;
}

const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000);

/** The Cookie header of a session that is put into the table as it is. */
export async function openCookie(
  db: Database,
  { userId, organizationId }: Pick<TestParty, "userId" | "organizationId">,
  { isFresh = true, ...state }: SessionState = {},
): Promise<string> {
  const id = newId("ses");
  const secondFactorAt = isFresh ? new Date() : null;
  const created = { createdAt: hoursFromNow(-30), lastSeenAt: new Date(), expiresAt: hoursFromNow(24) };
  await db
    .insert(sessions)
    .values({ id, userId, organizationId, userAgent: "e2e", secondFactorAt, ...created, ...state });
  return cookieOf(id);
}

export async function cookieOf(sessionId: string): Promise<string> {
  return `${sessionCookie().name}=${await encodeSession(sessionId)}`;
}

/** Cookies that are nobody's, each by its reason. */
export async function openDeadCookies(db: Database, party: TestParty): Promise<Record<string, string>> {
  const removed = await addPerson(db, party, LEADING_ROLE[party.actor.organizationKind], "Removed person");
  const ofRemoved = await openCookie(db, removed);
  await db.delete(memberships).where(eq(memberships.userId, removed.userId));
  const live = await openCookie(db, party);
  const { name } = sessionCookie();
  return {
    anonymous: "",
    "revoked session": await openCookie(db, party, { revokedAt: new Date() }),
    "expired session": await openCookie(db, party, { expiresAt: hoursFromNow(-1) }),
    "idle session": await openCookie(db, party, { lastSeenAt: hoursFromNow(-13) }),
    "removed member": ofRemoved,
    "session that never was": await cookieOf(newId("ses")),
    "cookie with a changed byte": `${live.slice(0, -3)}${live.endsWith("aaa") ? "bbb" : "aaa"}`,
    "cookie without a signature": `${name}=${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify({ sid: "ses_x", sub: party.userId })).toString("base64url")}.`,
    "session id as a cookie": `${name}=${newId("ses")}`,
  };
}
