import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEvents } from "@/db/schema";
import { createCustomer, createOperator, createPlatform, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { findSession } from "./find-session";
import { signOutPeople } from "./sign-out-people";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const system = () => testContext(database.db);
const isSignedIn = async (sessionId: string) => (await findSession(system(), sessionId)) !== null;

test("one person's sessions end with the next request, are on record, and nobody else's do; then everybody's", async () => {
  const ada = await createCustomer(database.db);
  const bob = await createOperator(database.db);
  expect(await signOutPeople(system(), { email: ada.email.toUpperCase() })).toEqual({ ended: 1 });
  expect(await isSignedIn(ada.actor.sessionId)).toBe(false);
  expect(await isSignedIn(bob.actor.sessionId)).toBe(true);
  const written = await database.db.select().from(auditEvents).where(eq(auditEvents.targetId, ada.actor.sessionId));
  expect(written).toContainEqual(
    expect.objectContaining({ action: "session.revoke", organizationId: ada.organizationId, actorType: "system" }),
  );

  expect((await signOutPeople(system(), { everybody: true })).ended).toBeGreaterThan(0);
  expect(await isSignedIn(bob.actor.sessionId)).toBe(false);
  expect(await signOutPeople(system(), { everybody: true })).toEqual({ ended: 0 });
});

test("nobody who is signed in does so, whoever it is, and an unknown address is told", async () => {
  const admin = await createPlatform(database.db);
  await expect(signOutPeople(admin.ctx, { everybody: true })).rejects.toMatchObject({ code: "forbidden" });
  await expect(signOutPeople(system(), { email: "nobody@example.com" })).rejects.toMatchObject({ code: "not_found" });
});
