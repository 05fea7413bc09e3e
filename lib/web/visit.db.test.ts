import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createCustomer, createPlatform, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { stubWebEnvironment } from "@/db/testing/web-environment";
import { startImpersonation } from "@/lib/identity/impersonation/start-impersonation";
import { revokeSession } from "@/lib/identity/revoke-session";
import { anonymousContext, encodeSession, sessionCookie } from "./auth";
import { webDatabase } from "./database";
import { endVisit } from "./end-visit";
import { route } from "./route";
import { findActor } from "./session";
import { visitCookie, visitOf } from "./visit";

let database: TestDatabase;
let customer: TestParty;
let staff: TestParty;
let visitId: string;
const origin = "https://console.test";

const stubEnvironment = () => stubWebEnvironment(database, origin);

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  stubEnvironment();
  customer = await createCustomer(database.db);
  staff = await createPlatform(database.db);
  const input = { organizationId: customer.organizationId, reason: "A question about seven." };
  ({ visitId } = await startImpersonation(staff.ctx, input));
});
afterAll(async () => {
  stubEnvironment();
  await webDatabase().close();
  await database.close();
});

async function cookiesOf(sessionId: string, visit: string | null = visitId): Promise<Record<string, string>> {
  const own = { [sessionCookie().name]: await encodeSession(sessionId) };
  return visit === null ? own : { ...own, [visitCookie().name]: await encodeSession(visit) };
}

test("both cookies are bound to our own pages, and of two names", () => {
  expect([sessionCookie().name, visitCookie().name]).toEqual(["__Host-openhall-session", "__Host-openhall-visit"]);
  expect(visitCookie().options).toEqual({ httpOnly: true, sameSite: "lax", path: "/", secure: true });
});

test("who visits is asked first; without the visit they are who they were", async () => {
  const visitor = await findActor(await cookiesOf(staff.actor.sessionId));
  expect(visitor).toMatchObject({ organizationId: customer.organizationId, userId: staff.userId });
  expect(visitOf(visitor!)).toMatchObject({ staffEmail: staff.email, readOnly: true });
  const alone = await findActor(await cookiesOf(staff.actor.sessionId, null));
  expect(alone).toMatchObject({ organizationId: staff.organizationId });
  expect(visitOf(alone!)).toBeNull();
});

test("a visit's cookie opens nothing by itself, nor beside another's session, nor in the session's place", async () => {
  const visit = { [visitCookie().name]: await encodeSession(visitId) };
  expect(await findActor(visit)).toBeNull();
  expect(await findActor(await cookiesOf(customer.actor.sessionId))).toMatchObject({ userId: customer.userId });
  expect(await findActor(await cookiesOf(visitId, null))).toBeNull();
  const swapped = await findActor(await cookiesOf(staff.actor.sessionId, staff.actor.sessionId));
  expect(swapped).toMatchObject({ organizationId: staff.organizationId });
  expect(swapped?.impersonation).toBeUndefined();
});

test("who signs out visits nobody", async () => {
  await revokeSession(staff.ctx, { sessionId: staff.actor.sessionId });
  expect(await findActor(await cookiesOf(staff.actor.sessionId))).toBeNull();
});

async function end(headers: Record<string, string>): Promise<Response> {
  const given = await cookiesOf(staff.actor.sessionId);
  const cookie = Object.entries(given)
    .map(([name, value]) => `${name}=${value}`)
    .join("; ");
  const request = new Request(`${origin}/api/visit/end`, { method: "POST", headers: { cookie, ...headers } });
  return route({}, endVisit)(request);
}

test("leaving takes the cookie back and leads to the customer on the desk; again it leads to the desk", async () => {
  const own = { "sec-fetch-site": "same-origin" };
  const left = await end(own);
  expect(left.status).toBe(303);
  expect(left.headers.get("location")).toBe(`/desk/customers/${customer.organizationId}`);
  expect(left.headers.get("set-cookie")).toMatch(/^__Host-openhall-visit=; Path=\/; Max-Age=0; .*Secure/);
  expect(await findActor(await cookiesOf(staff.actor.sessionId))).toMatchObject({
    organizationId: staff.organizationId,
  });
  expect((await end(own)).headers.get("location")).toBe("/desk");
});

test("another site cannot end it", async () => {
  expect((await end({ "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect(await findActor(await cookiesOf(staff.actor.sessionId), anonymousContext())).toMatchObject({
    organizationId: customer.organizationId,
  });
});
