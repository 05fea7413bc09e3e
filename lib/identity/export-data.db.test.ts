import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { toWireJson } from "@/components/wire";
import { auditEvents, sessions } from "@/db/schema";
import { createCustomer } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { codeOf } from "@/db/testing/refusal";
import { exportData } from "./export-data";
import { createEnrolled } from "./testing/person";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => void vi.stubEnv("NEXTAUTH_SECRET", "a secret of more than thirty-two characters"));
afterAll(() => database.close());

test("an export holds what is kept of the person and of nobody else, without secrets, five times an hour", async () => {
  const person = await createEnrolled(database.db);
  const stranger = await createCustomer(database.db);
  const text = toWireJson(await exportData(person.ctx));
  expect(text).toContain(person.email);
  expect(text).toContain(person.actor.sessionId);
  expect(text).not.toContain(stranger.userId);
  for (const hidden of [person.secret, "argon2", "sealed:"]) expect(text).not.toContain(hidden);
  for (let more = 0; more < 4; more += 1) await exportData(person.ctx);
  expect(await codeOf(exportData(person.ctx))).toBe("rate_limited");
  const told = await database.db.select().from(auditEvents).where(eq(auditEvents.action, "user.export"));
  expect(told).toHaveLength(5);
  expect(await database.db.select().from(sessions).where(eq(sessions.id, person.actor.sessionId))).toHaveLength(1);
});
