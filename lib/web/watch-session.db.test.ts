import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sessions } from "@/db/schema";
import { createCustomer } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { codeOf } from "@/db/testing/refusal";
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

test("between two looks it asks the database nothing", async () => {
  const person = await createCustomer(database.db);
  const expectSession = watchSession(person.ctx);
  await revokeSession(person.ctx, { sessionId: person.actor.sessionId });
  expect(await codeOf(expectSession())).toBe("none");
});
