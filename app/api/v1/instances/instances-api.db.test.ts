import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { closeNotifications } from "@/db/notifications";
import { createCustomer, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { type Buyer, createBuyer, createMarket, type Market } from "@/db/testing/market";
import { stubWebEnvironment } from "@/db/testing/web-environment";
import { encodeSession, sessionCookie } from "@/lib/web/auth";
import { webDatabase } from "@/lib/web/database";
import { GET as watch } from "../../live/leases/[id]/route";
import { POST as close } from "./[id]/close/route";
import { PATCH as limit } from "./[id]/limits/route";
import { GET as getOne } from "./[id]/route";
import { POST as start } from "./[id]/start/route";
import { POST as stop } from "./[id]/stop/route";
import { POST as launch, GET as list } from "./route";

const origin = "http://console.test:3000";
let database: TestDatabase;
let market: Market;
let buyer: Buyer;
let poor: Buyer;
let stranger: TestParty;

const stubEnvironment = () => stubWebEnvironment(database, origin);

beforeAll(async () => {
  database = await createTestDatabase();
  market = await createMarket(database.db, { accelerators: 4 });
  [buyer, poor, stranger] = await Promise.all([
    createBuyer(market),
    createBuyer(market, "0.01"),
    createCustomer(database.db),
  ]);
});
beforeEach(stubEnvironment);
afterAll(async () => {
  stubEnvironment();
  await closeNotifications();
  await webDatabase().close();
  await database.close();
});

async function send(party: TestParty | null, path: string, init: { body?: unknown; headers?: object } = {}) {
  const cookie = party ? `${sessionCookie().name}=${await encodeSession(party.actor.sessionId)}` : "";
  const { body } = init;
  return new Request(`${origin}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      cookie,
      "content-type": "application/json",
      "sec-fetch-site": "same-origin",
      ...init.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

const segment = (id: string) => ({ params: Promise.resolve({ id }) });
let keys = 0;
const wanted = (from: Buyer, change: object = {}) => {
  keys += 1;
  return { skuId: market.sku[1], sshKeyIds: [from.sshKeyId], idempotencyKey: `attempt-${keys}`, ...change };
};

async function refusal(response: Response) {
  const { error } = (await response.json()) as { error: { code: string; message: string; fields?: object } };
  return { status: response.status, ...error };
}

describe("POST /api/v1/instances", () => {
  it("launches once for one idempotency key, and answers with what the customer may know", async () => {
    const body = wanted(buyer, { name: "trainer" });
    const first = await launch(await send(buyer, "/api/v1/instances", { body }));
    expect(first.status).toBe(201);
    const lease = (await first.json()) as Record<string, unknown>;
    expect(lease).toMatchObject({ name: "trainer", state: "provisioning", retailMicrosPerHour: "2560000" });
    for (const secret of ["operatorId", "offerId", "hostId", "requestHash", "idempotencyKey"])
      expect(lease).not.toHaveProperty(secret);
    const again = await launch(await send(buyer, "/api/v1/instances", { body }));
    expect(await again.json()).toMatchObject({ id: lease.id });
    const other = await launch(await send(buyer, "/api/v1/instances", { body: { ...body, name: "other" } }));
    expect(await refusal(other)).toMatchObject({ status: 409, code: "conflict" });
  });

  it.each([
    ["a body that is not JSON", "{", 400, "invalid_input"],
    [
      "fields that it does not know",
      { skuId: "x", sshKeyIds: ["k"], idempotencyKey: "12345678", gpu: 1 },
      422,
      "invalid_input",
    ],
    ["no SSH key", { skuId: "x", sshKeyIds: [], idempotencyKey: "12345678" }, 422, "invalid_input"],
  ])("refuses %s", async (_what, body, status, code) => {
    const response = await launch(await send(buyer, "/api/v1/instances", { body }));
    expect(await refusal(response)).toMatchObject({ status, code });
  });

  it("refuses an unknown SKU, keys of another organization and a price that rose, each in its way", async () => {
    const post = async (change: object) =>
      refusal(await launch(await send(buyer, "/api/v1/instances", { body: wanted(buyer, change) })));
    expect(await post({ skuId: "sku_unknown" })).toMatchObject({ status: 404 });
    expect(await post({ sshKeyIds: [poor.sshKeyId] })).toMatchObject({
      status: 422,
      fields: { sshKeyIds: [expect.any(String)] },
    });
    expect(await post({ maxRetailMicrosPerHour: "2559999" })).toMatchObject({
      status: 412,
      code: "precondition_failed",
    });
    expect(await post({ skuId: market.sku[8] })).toMatchObject({ status: 409, code: "insufficient_capacity" });
  });

  it("refuses without enough money, and names the sum that is missing", async () => {
    const response = await launch(await send(poor, "/api/v1/instances", { body: wanted(poor) }));
    const error = await refusal(response);
    expect(error).toMatchObject({ status: 402, code: "payment_required" });
    expect(error.message).toContain("$0.203334");
  });

  it("refuses another site's page, a browser that says nothing, and who is not signed in", async () => {
    const body = wanted(buyer);
    for (const headers of [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }]) {
      const response = await launch(await send(buyer, "/api/v1/instances", { body, headers }));
      expect(await refusal(response)).toMatchObject({ status: 403, code: "forbidden" });
    }
    expect((await launch(await send(null, "/api/v1/instances", { body }))).status).toBe(401);
    expect((await launch(await send(market.operator, "/api/v1/instances", { body }))).status).toBe(403);
  });
});

describe("a lease of another organization", () => {
  it("is not found by any edge, and is not stopped", async () => {
    const lease = await buyer.launch(1);
    const path = `/api/v1/instances/${lease.id}`;
    expect((await getOne(await send(stranger, path), segment(lease.id))).status).toBe(404);
    for (const [name, act] of Object.entries({ stop, start, close, limits: limit }))
      for (const other of [stranger, market.platform])
        expect((await act(await send(other, `${path}/${name}`, { body: {} }), segment(lease.id))).status).toBe(404);
    const early = await refusal(await stop(await send(buyer, `${path}/stop`, { body: {} }), segment(lease.id)));
    expect(early).toMatchObject({ status: 412, code: "precondition_failed" });
    const body = { endsAt: "2020-01-01T00:00:00Z" };
    const past = await refusal(await limit(await send(buyer, `${path}/limits`, { body }), segment(lease.id)));
    expect(past).toMatchObject({ status: 422, fields: { endsAt: [expect.stringContaining("past")] } });
    expect((await watch(await send(stranger, `/api/live/leases/${lease.id}`), segment(lease.id))).status).toBe(404);
    expect(await (await list(await send(stranger, "/api/v1/instances"))).json()).toEqual({ leases: [], total: 0 });
    const own = await (await getOne(await send(buyer, path), segment(lease.id))).json();
    expect(own).toMatchObject({ state: "provisioning" });
  });
});

describe("GET /api/live/leases/[id]", () => {
  it("sends a snapshot at once and another after each event, until it is settled", async () => {
    const lease = await buyer.launch(1);
    const request = await send(buyer, `/api/live/leases/${lease.id}?after=3`);
    const response = await watch(request, segment(lease.id));
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const readUntil = async (part: string) => {
      while (!text.includes(part)) {
        const { done, value } = await reader.read();
        if (done) throw new Error(`the stream ended before ${part}`);
        text += value;
      }
    };
    await readUntil('"state":"provisioning"');
    expect(text).toContain("id: 3\n");
    const closed = await close(
      await send(buyer, `/api/v1/instances/${lease.id}/close`, { body: {} }),
      segment(lease.id),
    );
    expect([closed.status, await closed.json()]).toMatchObject([202, { state: "stopping" }]);
    await readUntil('"state":"stopping"');
    expect(text).toContain("id: 4\n");
    expect(text).not.toContain("wholesale");
    await reader.cancel();
  });

  it("answers once where it is asked to, with the events after the one that is known", async () => {
    const lease = await buyer.launch(1);
    const request = await send(buyer, `/api/live/leases/${lease.id}?after=2&once=1`);
    const snapshot = (await (await watch(request, segment(lease.id))).json()) as { events: { seq: number }[] };
    expect(snapshot.events.map((event) => event.seq)).toEqual([3]);
    const odd = await watch(await send(buyer, `/api/live/leases/${lease.id}?after=-1`), segment(lease.id));
    expect(odd.status).toBe(422);
  });
});
