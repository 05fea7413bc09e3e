import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { POST } from "@/app/api/account/factor/route";
import { sessions } from "@/db/schema";
import { createCustomer, createPlatform, TEST_PASSWORD, type TestParty, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { stubWebEnvironment } from "@/db/testing/web-environment";
import { confirmTotp } from "@/lib/identity/confirm-totp";
import { endDueVisits } from "@/lib/identity/impersonation/end-due-visits";
import { startImpersonation } from "@/lib/identity/impersonation/start-impersonation";
import { startTotp } from "@/lib/identity/start-totp";
import { codeOf } from "@/lib/identity/testing/person";
import { encodeSession, sessionCookie } from "./auth";
import { webDatabase } from "./database";
import { findActor } from "./session";
import { visitCookie } from "./visit";

const origin = "https://console.test";
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => stubWebEnvironment(database, origin));
afterAll(async () => {
  stubWebEnvironment(database, origin);
  await webDatabase().close();
  await database.close();
});

async function enrol({ actor }: TestParty): Promise<string[]> {
  const ctx = testContext(database.db, { ...actor, hasFreshFactor: false });
  const { secret } = await startTotp(ctx, { password: TEST_PASSWORD });
  return (await confirmTotp(ctx, { code: codeOf(secret) })).recoveryCodes!;
}

async function prove(token: string, code: string): Promise<Response> {
  const headers = {
    cookie: `${sessionCookie().name}=${token}`,
    "content-type": "application/json",
    "sec-fetch-site": "same-origin",
  };
  return POST(new Request(`${origin}/api/account/factor`, { method: "POST", headers, body: JSON.stringify({ code }) }));
}

const tokenIn = (response: Response) => /=([^;]+);/.exec(response.headers.get("set-cookie") ?? "")?.[1] ?? "";

test("whoever proves a factor gets a cookie of its own, and the one before is worth nothing at once", async () => {
  const person = await createCustomer(database.db);
  const [code] = await enrol(person);
  const before = await encodeSession(person.actor.sessionId);
  const proven = await prove(before, code!);
  expect(proven.status).toBe(204);
  expect(proven.headers.get("set-cookie")).toMatch(
    /^__Host-openhall-session=.+; Path=\/; .*HttpOnly; SameSite=Lax; Secure$/,
  );
  expect(await findActor({ [sessionCookie().name]: before })).toBeNull();
  const actor = await findActor({ [sessionCookie().name]: tokenIn(proven) });
  expect(actor).toMatchObject({ userId: person.userId, hasFreshFactor: true });
});

test("a wrong code leaves the cookie as it is", async () => {
  const person = await createCustomer(database.db);
  await enrol(person);
  await database.db.update(sessions).set({ secondFactorAt: null });
  const token = await encodeSession(person.actor.sessionId);
  const refused = await prove(token, "wrong");
  expect([refused.status, refused.headers.get("set-cookie")]).toEqual([422, null]);
  expect(await findActor({ [sessionCookie().name]: token })).toMatchObject({ hasFreshFactor: false });
});

test("a visit that stands on the session is over with its old id, and staff is where it was", async () => {
  const staff = await createPlatform(database.db);
  const customer = await createCustomer(database.db);
  const [code] = await enrol(staff);
  const input = { organizationId: customer.organizationId, reason: "A question about seven." };
  const { visitId } = await startImpersonation(staff.ctx, input);
  const proven = await prove(await encodeSession(staff.actor.sessionId), code!);
  expect(proven.status).toBe(204);
  const given = { [sessionCookie().name]: tokenIn(proven), [visitCookie().name]: await encodeSession(visitId) };
  const actor = await findActor(given);
  expect(actor).toMatchObject({ organizationId: staff.organizationId, userId: staff.userId });
  expect(actor?.impersonation).toBeUndefined();
  expect(await endDueVisits(testContext(database.db))).toBe(1);
});
