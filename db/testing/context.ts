import type { Database } from "@/db/client";
import { memberships } from "@/db/schema";
import { tenantDatabase } from "@/db/tenancy";
import type { Actor, Context, UserActor } from "@/lib/context";
import type { OrganizationKind, Role } from "@/lib/core/permissions";
import { openOrganization } from "@/lib/identity/open-organization";
import { openSession } from "@/lib/identity/open-session";
import { newId } from "@/lib/ids";

export const TEST_PASSWORD = "plenty of words here";

export interface TestParty {
  ctx: Context;
  actor: UserActor;
  organizationId: string;
  userId: string;
  email: string;
}

/** A context of the system's unless an actor is given, at the present unless an instant is. A tenant sees its own rows alone, as on the web. */
export function testContext(
  db: Database,
  actor: Actor = { type: "system", name: "test" },
  now: Date = new Date(),
): Context {
  const isTenant = actor.type === "user" && actor.organizationKind !== "platform";
  return { db: isTenant ? tenantDatabase(db, actor) : db, actor, now, requestId: newId("req") };
}

/** The same party at another time. */
export function at(ctx: Context, now: Date): Context {
  return { ...ctx, now };
}

export function createCustomer(db: Database, name?: string): Promise<TestParty> {
  return createParty(db, "customer", name);
}

export function createOperator(db: Database, name?: string): Promise<TestParty> {
  return createParty(db, "operator", name);
}

export function createPlatform(db: Database, name?: string): Promise<TestParty> {
  return createParty(db, "platform", name);
}

/** Who may do less than the one who leads. */
const JUNIOR_ROLE = { customer: "member", operator: "technician", platform: "support" } as const;

/** Someone else of the same organization, in a role. */
export async function createMember(
  db: Database,
  party: TestParty,
  role: Role = JUNIOR_ROLE[party.actor.organizationKind],
): Promise<TestParty> {
  const own = await createParty(db, party.actor.organizationKind);
  const { organizationId } = party;
  await db.insert(memberships).values({ id: newId("mem"), organizationId, userId: own.userId, role });
  const actor = { ...own.actor, organizationId, organizationName: party.actor.organizationName, role };
  return { ...own, organizationId, actor, ctx: testContext(db, actor) };
}

/** An organization with an owner who is signed in; TEST_PASSWORD is the password. */
async function createParty(db: Database, kind: OrganizationKind, name?: string): Promise<TestParty> {
  const tag = newId("usr").slice(-12);
  const opened = await openOrganization(testContext(db), {
    kind,
    email: `${kind}-${tag}@example.test`,
    password: TEST_PASSWORD,
    name: `Owner ${tag}`,
    organizationName: name ?? `${kind} ${tag}`,
  });
  const session = await openSession(testContext(db), { userId: opened.userId });
  const actor = { ...session, hasFreshFactor: true };
  return { ...opened, actor, ctx: testContext(db, actor) };
}
