import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sessions } from "@/db/schema";
import { createCustomer, createMember, createPlatform, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { codeOf } from "@/db/testing/refusal";
import { findSession } from "@/lib/identity/find-session";
import { endImpersonation } from "@/lib/identity/impersonation/end-impersonation";
import { findVisit } from "@/lib/identity/impersonation/find-visit";
import { startImpersonation } from "@/lib/identity/impersonation/start-impersonation";
import { changeRole } from "@/lib/identity/members/change-role";
import { switchOrganization } from "@/lib/identity/members/switch-organization";
import { createProject } from "@/lib/identity/projects/create-project";
import { setProjectAccess } from "@/lib/identity/projects/set-project-access";
import { revokeSession } from "@/lib/identity/revoke-session";
import { watchSession } from "./watch-session";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("an answer that lasts ends with its session, at the next look, and does not keep it alive", async () => {
  const person = await createCustomer(database.db);
  const { sessionId } = person.actor;
  const seenAt = new Date(Date.now() - 3_600_000);
  await database.db.update(sessions).set({ lastSeenAt: seenAt }).where(eq(sessions.id, sessionId));
  const expectSession = watchSession(person.ctx, 0);
  expect(await codeOf(expectSession())).toBe("none");
  const [kept] = await database.db.select().from(sessions).where(eq(sessions.id, sessionId));
  expect(kept?.lastSeenAt).toEqual(seenAt);
  await revokeSession(person.ctx, { sessionId });
  expect(await codeOf(expectSession())).toBe("unauthenticated");
});

test("it ends when the role or the projects that it began with have changed", async () => {
  const owner = await createCustomer(database.db);
  const { projectId } = await createProject(owner.ctx, { name: "alpha", slug: "alpha" });
  const member = await createMember(database.db, owner, "member");
  const current = async () => {
    const actor = (await findSession({ db: database.db, now: new Date() }, member.actor.sessionId))!;
    return testContext(database.db, actor);
  };
  await switchOrganization(await current(), { organizationId: owner.organizationId });
  const asWhole = watchSession(await current(), 0);
  expect(await codeOf(asWhole())).toBe("none");
  const access = { userId: member.userId, restricted: true };
  await setProjectAccess(owner.ctx, { ...access, projects: [{ projectId, role: "member" }] });
  expect(await codeOf(asWhole())).toBe("unauthenticated");
  const asRestricted = watchSession(await current(), 0);
  expect(await codeOf(asRestricted())).toBe("none");
  await setProjectAccess(owner.ctx, { ...access, projects: [{ projectId, role: "viewer" }] });
  expect(await codeOf(asRestricted())).toBe("unauthenticated");
  const asMember = watchSession(await current(), 0);
  await changeRole(owner.ctx, { userId: member.userId, role: "viewer" });
  expect(await codeOf(asMember())).toBe("unauthenticated");
});

test("who looks in is shown what goes on until the visit is over", async () => {
  const [staff, customer] = [await createPlatform(database.db), await createCustomer(database.db)];
  const input = { organizationId: customer.organizationId, reason: "A question about seven." };
  const { visitId } = await startImpersonation(staff.ctx, input);
  const visitor = (await findVisit(database, { visitId, staffSessionId: staff.actor.sessionId }))!;
  const ctx = testContext(database.db, visitor);
  const expectVisit = watchSession(ctx, 0);
  expect(await codeOf(expectVisit())).toBe("none");
  await endImpersonation(ctx);
  expect(await codeOf(expectVisit())).toBe("unauthenticated");
});

test("between two looks it asks the database nothing", async () => {
  const person = await createCustomer(database.db);
  const expectSession = watchSession(person.ctx);
  await revokeSession(person.ctx, { sessionId: person.actor.sessionId });
  expect(await codeOf(expectSession())).toBe("none");
});
