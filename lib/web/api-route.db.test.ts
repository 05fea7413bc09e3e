import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { GET as catalogue } from "@/app/api/v1/catalogue/route";
import { GET as getOne } from "@/app/api/v1/instances/[id]/route";
import { POST as stop } from "@/app/api/v1/instances/[id]/stop/route";
import { POST as launch, GET as list } from "@/app/api/v1/instances/route";
import { GET as me } from "@/app/api/v1/me/route";
import { DELETE as removeKey } from "@/app/api/v1/ssh-keys/[id]/route";
import { POST as addKey, GET as listKeys } from "@/app/api/v1/ssh-keys/route";
import { closeNotifications } from "@/db/notifications";
import { createCustomer, createOperator, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { type Buyer, createBuyer, createMarket, type Market } from "@/db/testing/market";
import { testSshKey } from "@/db/testing/ssh-keys";
import { createApiKey } from "@/lib/identity/keys/create-api-key";
import { revokeApiKey } from "@/lib/identity/keys/revoke-api-key";
import { createProject } from "@/lib/identity/projects/create-project";
import { apiRoute } from "./api-route";
import { encodeSession, sessionCookie } from "./auth";
import { CLIENT_HEADER } from "./client";
import { webDatabase } from "./database";

const origin = "http://console.test:3000";
let database: TestDatabase;
let market: Market;
let buyer: Buyer;
let stranger: TestParty;
let operator: TestParty;

function stubEnvironment() {
  vi.stubEnv("DATABASE_URL", database.url);
  vi.stubEnv("NEXTAUTH_URL", origin);
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of more than thirty-two characters");
}

beforeAll(async () => {
  database = await createTestDatabase();
  market = await createMarket(database.db, { accelerators: 4 });
  [buyer, stranger, operator] = await Promise.all([
    createBuyer(market),
    createCustomer(database.db),
    createOperator(database.db),
  ]);
});
beforeEach(stubEnvironment);
afterAll(async () => {
  stubEnvironment();
  await closeNotifications();
  await webDatabase().close();
  await database.close();
});

const keyOf = async (party: TestParty, scopes: string[], more: object = {}) =>
  createApiKey(party.ctx, { name: "program", scopes, ...more });
const cookieOf = async (party: TestParty) => `${sessionCookie().name}=${await encodeSession(party.actor.sessionId)}`;

function request(path: string, init: { method?: string; body?: unknown; headers?: Record<string, string> } = {}) {
  const { body, method = body === undefined ? "GET" : "POST" } = init;
  const headers = { ...(body === undefined ? {} : { "content-type": "application/json" }), ...init.headers };
  return new Request(`${origin}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const segment = (id: string) => ({ params: Promise.resolve({ id }) });
const read = async (response: Response) => ({ status: response.status, body: (await response.json()) as never });

const whoami = apiRoute({}, async (ctx) => ctx.actor);
const change = apiRoute({ body: z.strictObject({}) }, async (ctx) => ctx.actor);

describe("who asks", () => {
  test("is whose key it is, whatever cookie came along, and without one whose cookie it is", async () => {
    const { key } = await keyOf(buyer, ["instances:read"]);
    const cookie = await cookieOf(stranger);
    expect(await read(await whoami(request("/x", { headers: { cookie, ...bearer(key) } })))).toMatchObject({
      status: 200,
      body: { userId: buyer.userId, apiKey: { name: "program" } },
    });
    expect(await read(await whoami(request("/x", { headers: { cookie } })))).toMatchObject({
      body: { userId: stranger.userId },
    });
    expect(await read(await whoami(request("/x")))).toEqual({ status: 200, body: { type: "anonymous" } });
  });

  test("with a key needs no page of ours behind it; with a cookie it does", async () => {
    const { key } = await keyOf(buyer, ["instances:read"]);
    expect((await change(request("/x", { body: {}, headers: bearer(key) }))).status).toBe(200);
    const foreign = { cookie: await cookieOf(buyer), "sec-fetch-site": "cross-site" };
    expect((await change(request("/x", { body: {}, headers: foreign }))).status).toBe(403);
    expect((await change(request("/x", { body: {}, headers: { cookie: await cookieOf(buyer) } }))).status).toBe(403);
  });

  test("with a bad key is refused alike, though a good cookie came along, and is told how to ask", async () => {
    const { key, apiKeyId } = await keyOf(buyer, ["instances:read"]);
    await revokeApiKey(buyer.ctx, { apiKeyId });
    const cookie = await cookieOf(buyer);
    const answers = await Promise.all(
      [key, "oh_live_x", "nonsense", `${key.slice(0, -1)}0`].map(async (bad) => {
        const response = await whoami(request("/x", { headers: { cookie, ...bearer(bad) } }));
        const { error } = (await response.json()) as { error: { message: string; requestId: string } };
        return [response.status, response.headers.get("www-authenticate"), error.message];
      }),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]!.slice(0, 2)).toEqual([401, 'Bearer realm="openhall", error="invalid_token"']);
    const basic = await whoami(request("/x", { headers: { cookie, authorization: "Basic YTpi" } }));
    expect([basic.status, basic.headers.get("www-authenticate")]).toEqual([401, answers[0]![1]]);
    const none = await me(request("/api/v1/me"));
    expect([none.status, none.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="openhall"']);
  });

  test("is never told by an address: a key there is refused, and not repeated", async () => {
    const { key } = await keyOf(buyer, ["instances:read"]);
    for (const name of ["key", "api_key", "access_token"]) {
      const response = await whoami(request(`/x?${name}=${key}`, { headers: { cookie: await cookieOf(buyer) } }));
      expect(response.status).toBe(422);
      expect(await response.text()).not.toContain(key);
    }
  });

  test("from an address outside the key's list is refused with 403", async () => {
    const { key } = await keyOf(buyer, ["instances:read"], { addresses: "203.0.113.0/24" });
    const ask = async (address: string) =>
      (await whoami(request("/x", { headers: { ...bearer(key), [CLIENT_HEADER]: address } }))).status;
    expect(await Promise.all(["203.0.113.5", "::ffff:203.0.113.5", "203.0.114.5", "::1"].map(ask))).toEqual([
      200, 200, 403, 403,
    ]);
  });
});

test("a program sees who it is, launches once for an Idempotency-Key, looks, and ends", async () => {
  const { projectId } = await createProject(buyer.ctx, { name: "ci", slug: "ci" });
  const { key } = await keyOf(buyer, ["instances:write", "catalog:read", "ssh_keys:read"], { projectId });
  const headers = bearer(key);
  expect((await read(await me(request("/api/v1/me", { headers })))).body).toMatchObject({
    organization: { id: buyer.organizationId, kind: "customer" },
    projects: [{ id: projectId, role: "member" }],
    key: { name: "program", scopes: expect.arrayContaining(["instances:write", "catalog:read", "ssh_keys:read"]) },
  });
  const stock = await read(await catalogue(request("/api/v1/catalogue?count=1", { headers })));
  expect(stock).toMatchObject({ status: 200, body: { stock: [expect.objectContaining({ acceleratorCount: 1 })] } });
  expect(JSON.stringify(stock)).not.toContain("wholesale");
  const body = { skuId: market.sku[1], sshKeyIds: [buyer.sshKeyId] };
  const post = (more: Record<string, string>) =>
    launch(request("/api/v1/instances", { body, headers: { ...headers, ...more } }));
  expect((await post({})).status).toBe(422);
  const first = await read(await post({ "idempotency-key": "deploy-0001" }));
  expect(first).toMatchObject({ status: 201, body: { projectId, projectName: "ci", state: "provisioning" } });
  const { id } = first.body as { id: string };
  expect((await read(await post({ "idempotency-key": "deploy-0001" }))).body).toMatchObject({ id });
  const outside = await buyer.launch(1);
  const listed = await read(await list(request("/api/v1/instances", { headers })));
  expect(listed.body).toMatchObject({ total: 1, leases: [{ id }] });
  expect((await getOne(request("/x", { headers }), segment(id))).status).toBe(200);
  expect((await getOne(request("/x", { headers }), segment(outside.id))).status).toBe(404);
  expect((await stop(request("/x", { body: {}, headers }), segment(outside.id))).status).toBe(404);
  expect((await stop(request("/x", { body: {}, headers }), segment(id))).status).toBe(412);
});

test("a scope opens its own endpoints and no other, and never another organization's", async () => {
  const lease = await buyer.launch(1);
  const reading = bearer((await keyOf(buyer, ["instances:read"])).key);
  const keys = bearer((await keyOf(buyer, ["ssh_keys:write"])).key);
  const hosts = bearer((await keyOf(operator, ["hosts:read"])).key);
  const foreign = bearer((await keyOf(stranger, ["instances:write"])).key);
  const status = async (response: Promise<Response>) => (await response).status;
  const body = { skuId: market.sku[1], sshKeyIds: [buyer.sshKeyId], idempotencyKey: "scoped-001" };
  expect(await status(list(request("/x", { headers: reading })))).toBe(200);
  expect(await status(launch(request("/x", { body, headers: reading })))).toBe(403);
  expect(await status(stop(request("/x", { body: {}, headers: reading }), segment(lease.id)))).toBe(403);
  expect(await status(listKeys(request("/x", { headers: reading })))).toBe(403);
  expect(await status(catalogue(request("/x", { headers: reading })))).toBe(403);
  for (const headers of [keys, hosts]) expect(await status(list(request("/x", { headers })))).toBe(403);
  expect(await status(getOne(request("/x", { headers: foreign }), segment(lease.id)))).toBe(404);
  expect(await status(stop(request("/x", { body: {}, headers: foreign }), segment(lease.id)))).toBe(404);

  const added = await read(
    await addKey(request("/x", { body: { name: "ci", publicKey: testSshKey() }, headers: keys })),
  );
  expect(added.status).toBe(201);
  const { sshKeyId } = added.body as { sshKeyId: string };
  const remove = (headers: Record<string, string>) =>
    status(removeKey(request("/x", { method: "DELETE", headers }), segment(sshKeyId)));
  expect(await remove(reading)).toBe(403);
  expect(await remove(bearer((await keyOf(stranger, ["ssh_keys:write"])).key))).toBe(404);
  expect(await remove(keys)).toBe(204);
});
