import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createCustomer, createMember } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { LIMITS } from "@/lib/core/security/limits";
import { encodeSession, sessionCookie } from "./auth";
import { webDatabase } from "./database";
import { enforceEdgeLimit } from "./edge-limit";
import { route } from "./route";
import { signedRoute } from "./signed-route";

let database: TestDatabase;
const url = "http://console.test:3000/api/x";

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(stubEnvironment);
afterAll(async () => {
  stubEnvironment();
  await webDatabase().close();
  await database.close();
});

function stubEnvironment() {
  vi.stubEnv("DATABASE_URL", database.url);
  vi.stubEnv("NEXTAUTH_URL", "http://console.test:3000");
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of more than thirty-two characters");
  vi.stubEnv("OPENHALL_RATE_LIMIT_FACTOR", "1");
}

const download = route({ limit: "export" }, async () => ({ done: true }));
const from = (address: string) => ({ "x-openhall-client": address });

async function cookieOfNewCustomer() {
  const { actor } = await createCustomer(database.db);
  return { cookie: `${sessionCookie().name}=${await encodeSession(actor.sessionId)}` };
}

test("past its limit a session is told when to come back, and another is not held up", async () => {
  const ask = (headers: Record<string, string>) => download(new Request(url, { headers }));
  const cookie = await cookieOfNewCustomer();
  for (let i = 0; i < LIMITS.export.points; i += 1) expect((await ask(cookie)).status).toBe(200);
  const refused = await ask(cookie);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refused.headers.get("cache-control")).toBe("private, no-store");
  expect(await refused.json()).toMatchObject({
    error: { code: "rate_limited", message: expect.stringMatching(/^Too/) },
  });
  expect((await ask(await cookieOfNewCustomer())).status).toBe(200);
});

test("who is signed out is counted by the address that the server wrote", async () => {
  const ask = (address: string) => download(new Request(url, { headers: from(address) }));
  for (let i = 0; i < LIMITS.export.points; i += 1) await ask("192.0.2.1");
  expect((await ask("192.0.2.1")).status).toBe(429);
  expect((await ask("192.0.2.2")).status).toBe(200);
});

test("whoever asks for links, signed in or not, is counted by their address", async () => {
  const client = { address: "192.0.2.7", userAgent: null };
  const { ctx } = await createCustomer(database.db);
  const anonymous = { ...ctx, actor: { type: "anonymous" as const }, client };
  for (let i = 0; i < LIMITS.mailedLink.points; i += 1)
    await enforceEdgeLimit(i % 2 ? anonymous : { ...ctx, client }, "mailedLink");
  await expect(enforceEdgeLimit(anonymous, "mailedLink")).rejects.toMatchObject({ code: "rate_limited" });
  await enforceEdgeLimit({ ...anonymous, client: { ...client, address: "192.0.2.8" } }, "mailedLink");
});

test.each([
  ["(auth)/forgot-password/actions.ts", "submitAskReset", "passwordReset"],
  ["(auth)/sign-in/by-mail/actions.ts", "submitAskLink", "mailedLink"],
  ["(auth)/sign-in/actions.ts", "askAnyPasskey", "passkeyChallenge"],
  ["(account)/settings/audit-log/actions.ts", "verifyOwnLogAction", "export"],
])("app/%s: %s is counted as %s", (file, name, limit) => {
  const statement = readFileSync(`app/${file}`, "utf8").split(`export const ${name} = `)[1]?.split(";\n\nexport")[0];
  expect(statement).toContain(`limit: "${limit}"`);
});

test("an organization's launches are counted together, whoever of it launches", async () => {
  const owner = await createCustomer(database.db);
  const member = await createMember(database.db, owner);
  for (let i = 0; i < LIMITS.launch.points; i += 1) await enforceEdgeLimit((i % 2 ? owner : member).ctx, "launch");
  await expect(enforceEdgeLimit(member.ctx, "launch")).rejects.toMatchObject({ code: "rate_limited" });
  await enforceEdgeLimit((await createCustomer(database.db)).ctx, "launch");
});

test("a flood of events from one address is refused before it is read", async () => {
  let handled = 0;
  const receive = signedRoute(async () => {
    handled += 1;
  });
  const sends = Array.from({ length: LIMITS.webhook.points + 20 }, () =>
    receive(new Request(url, { method: "POST", body: "{}", headers: from("192.0.2.9") })),
  );
  const statuses = (await Promise.all(sends)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 429)).toHaveLength(20);
  expect(handled).toBe(LIMITS.webhook.points);
});
