import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createCustomer, createPlatform, TEST_PASSWORD, type TestParty, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { stubWebEnvironment } from "@/db/testing/web-environment";
import { confirmTotp } from "./confirm-totp";
import { findSession } from "./find-session";
import { removeFactor } from "./remove-factor";
import { startTotp } from "./start-totp";
import { codeOf } from "./testing/person";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const lacksFactor = async ({ actor }: TestParty) =>
  (await findSession({ db: database.db, now: new Date() }, actor.sessionId))?.lacksFactor ?? false;

test("where it is required, and in production unless said otherwise, staff is known to lack a factor until it enrols one", async () => {
  const staff = await createPlatform(database.db);
  const customer = await createCustomer(database.db);
  vi.stubEnv("OPENHALL_STAFF_FACTOR", "required");
  expect([await lacksFactor(staff), await lacksFactor(customer)]).toEqual([true, false]);
  vi.stubEnv("OPENHALL_STAFF_FACTOR", "advised");
  expect(await lacksFactor(staff)).toBe(false);
  vi.stubEnv("OPENHALL_STAFF_FACTOR", "");
  vi.stubEnv("NODE_ENV", "production");
  expect(await lacksFactor(staff)).toBe(true);
  vi.stubEnv("NODE_ENV", "test");
  stubWebEnvironment(database, "https://console.test");
  vi.stubEnv("OPENHALL_STAFF_FACTOR", "required");
  const ctx = testContext(database.db, { ...staff.actor, hasFreshFactor: false });
  const { secret } = await startTotp(ctx, { password: TEST_PASSWORD });
  expect(await lacksFactor(staff)).toBe(true);
  await confirmTotp(ctx, { code: codeOf(secret) });
  expect(await lacksFactor(staff)).toBe(false);
  await removeFactor(staff.ctx, { passkeyId: null });
  expect(await lacksFactor(staff)).toBe(true);
});
