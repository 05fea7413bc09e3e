import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { createCustomer, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { stubWebEnvironment } from "@/db/testing/web-environment";
import { AppError, ERROR_CODES } from "@/lib/errors";
import { revokeSession } from "@/lib/identity/revoke-session";
import { encodeSession, sessionCookie } from "./auth";
import { callbackUrlCookie } from "./cookies";
import { webDatabase } from "./database";
import { checkHealth } from "./health";
import { route } from "./route";

let database: TestDatabase;
let customer: TestParty;
const origin = "http://console.test:3000";

const stubEnvironment = () => stubWebEnvironment(database, origin);

beforeAll(async () => {
  database = await createTestDatabase();
  customer = await createCustomer(database.db);
});
beforeEach(stubEnvironment);
afterAll(async () => {
  stubEnvironment();
  await webDatabase().close();
  await database.close();
});

const sameOrigin = { "sec-fetch-site": "same-origin" };
const json = { "content-type": "application/json", ...sameOrigin };

function post(body: string | ReadableStream, headers: Record<string, string> = json): Request {
  const stream = typeof body === "string" ? {} : { duplex: "half" };
  return new Request(`${origin}/api/x`, { method: "POST", body, headers, ...stream } as RequestInit);
}

async function errorOf(
  response: Response,
): Promise<{ status: number; code: string; message: string; fields?: object }> {
  const { error } = (await response.json()) as { error: { code: string; message: string; requestId: string } };
  expect(error.requestId).toMatch(/^req_/);
  expect(response.headers.get("x-request-id")).toBe(error.requestId);
  expect(response.headers.get("cache-control")).toBe("private, no-store");
  return { status: response.status, ...error };
}

describe("errors", () => {
  test.each(ERROR_CODES.filter((code) => code !== "internal").map((code) => [code]))(
    "%s reaches the client with its message and a status of its own",
    async (code) => {
      const failing = route({}, async () => {
        throw new AppError(code, "Said to a person.", { fields: { name: ["wrong"] } });
      });
      const error = await errorOf(await failing(new Request(`${origin}/api/x`)));
      expect(error).toMatchObject({ code, message: "Said to a person.", fields: { name: ["wrong"] } });
      expect(error.status).toBeGreaterThanOrEqual(400);
      expect(error.status).toBeLessThan(600);
    },
  );

  test("what is not expected reaches the client as internal, without its text", async () => {
    const failing = route({}, async () => {
      throw new Error("password=hunter2 at /srv/secret.ts");
    });
    const error = await errorOf(await failing(new Request(`${origin}/api/x`)));
    expect(error).toMatchObject({ status: 500, code: "internal" });
    expect(JSON.stringify(error)).not.toContain("hunter2");
  });

  test("a database that is away is unavailable, not internal; a rate limit says when to come back", async () => {
    const away = route({}, async () => {
      throw new Error("query failed", { cause: Object.assign(new Error("connect"), { code: "ECONNREFUSED" }) });
    });
    expect(await errorOf(await away(new Request(`${origin}/api/x`)))).toMatchObject({
      status: 503,
      code: "unavailable",
    });
    const limited = route({}, async () => {
      throw new AppError("rate_limited", "Slow down.", { details: { retryAfterSeconds: "7" } });
    });
    expect((await limited(new Request(`${origin}/api/x`))).headers.get("retry-after")).toBe("7");
  });
});

describe("input", () => {
  const body = z.strictObject({ name: z.string().min(1, "Enter a name.") });
  const echo = route({ body, maxBodyBytes: 1_000, status: 201 }, async (_ctx, input) => ({ name: input.body.name }));

  test("what fits is parsed and answered as JSON, bigint as a string", async () => {
    const created = await echo(post('{"name":"rack"}', { ...json, "content-type": "application/json; charset=utf-8" }));
    expect(created.status).toBe(201);
    expect(await created.json()).toEqual({ name: "rack" });
    expect(created.headers.get("cache-control")).toBe("private, no-store");
    const money = await route({}, async () => ({ amountMicros: 12n }))(new Request(`${origin}/api/x`));
    expect(await money.json()).toEqual({ amountMicros: "12" });
    expect((await route({}, async () => undefined)(new Request(`${origin}/api/x`))).status).toBe(204);
  });

  const endless = () =>
    new ReadableStream({ pull: (controller) => controller.enqueue(new TextEncoder().encode("x".repeat(600))) });

  test.each([
    ["malformed JSON", () => post('{"name":'), 400],
    ["an empty body", () => post(""), 400],
    ["bytes that are no UTF-8", () => post(endlessBytes()), 400],
    [
      "another content type",
      () => post("name=x", { ...sameOrigin, "content-type": "application/x-www-form-urlencoded" }),
      415,
    ],
    ["no content type", () => post("{}", sameOrigin), 415],
    ["a body over the limit", () => post(`{"name":"${"x".repeat(1_000)}"}`), 413],
    ["a streamed body over the limit", () => post(endless()), 413],
    ["a declared length over the limit", () => post("{}", { ...json, "content-length": "99999" }), 413],
    ["a field that is wrong", () => post('{"name":""}'), 422],
    ["a field too many", () => post('{"name":"x","role":"owner"}'), 422],
    ["an array", () => post("[]"), 422],
  ])("%s is refused as invalid", async (_what, request, status) => {
    const error = await errorOf(await echo(request()));
    expect(error).toMatchObject({ status, code: "invalid_input" });
  });

  test("path and query are parsed too", async () => {
    const options = { params: z.strictObject({ id: z.string() }), query: z.strictObject({ page: z.coerce.number() }) };
    const show = route(options, async (_ctx, { params, query }) => ({ ...params, ...query }));
    const segment = { params: Promise.resolve({ id: "lse_1" }) };
    expect(await (await show(new Request(`${origin}/api/x?page=2`), segment)).json()).toEqual({ id: "lse_1", page: 2 });
    const error = await errorOf(await show(new Request(`${origin}/api/x?page=two`), segment));
    expect(error.status).toBe(422);
    expect(error.fields).toHaveProperty("page");
  });
});

function endlessBytes(): ReadableStream {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array([0x22, 0xff, 0xfe, 0x22]));
      controller.close();
    },
  });
}

describe("origin", () => {
  const change = route({}, async () => ({ done: true }));
  const from = (headers: Record<string, string>) => change(new Request(`${origin}/api/x`, { method: "POST", headers }));

  test("a change from our own pages goes through", async () => {
    expect((await from({ "sec-fetch-site": "same-origin" })).status).toBe(200);
    expect((await from({ origin, host: "console.test:3000" })).status).toBe(200);
  });

  test.each([
    [{ "sec-fetch-site": "cross-site" }],
    [{ "sec-fetch-site": "same-site" }],
    [{ "sec-fetch-site": "cross-site", origin }],
    [{ origin: "https://evil.example" }],
    [{ origin: "http://console.test:3001" }],
    [{ origin: "null" }],
    [{}],
  ])("a change with %o is refused", async (headers) => {
    expect(await errorOf(await from(headers as Record<string, string>))).toMatchObject({
      status: 403,
      code: "forbidden",
    });
  });

  test("reading needs no origin", async () => {
    const read = await change(new Request(`${origin}/api/x`, { headers: { "sec-fetch-site": "cross-site" } }));
    expect(read.status).toBe(200);
  });
});

describe("actor", () => {
  const who = route({}, async (ctx) => ctx.actor);
  const ask = async (cookie: string) =>
    (await who(new Request(`${origin}/api/x`, { headers: { cookie } }))).json() as Promise<{ type: string }>;

  test("is who the session cookie stands for, until the session is revoked", async () => {
    const { name } = sessionCookie();
    expect(name).toBe("openhall-3000-session");
    const cookie = `theme=dark; ${name}=${await encodeSession(customer.actor.sessionId)}`;
    expect(await ask(cookie)).toEqual({ ...customer.actor, hasFreshFactor: false });
    await revokeSession(customer.ctx, { sessionId: customer.actor.sessionId });
    expect(await ask(cookie)).toEqual({ type: "anonymous" });
  });

  test("is no one with a cookie that is forged, empty, signed with another secret, or with a bearer token", async () => {
    const { name } = sessionCookie();
    expect(await ask("")).toEqual({ type: "anonymous" });
    expect(await ask(`${name}=`)).toEqual({ type: "anonymous" });
    expect(await ask(`${name}=${customer.actor.sessionId}`)).toEqual({ type: "anonymous" });
    const token = await encodeSession((await createCustomer(database.db)).actor.sessionId);
    expect(await ask(`${name}=${token}`)).toMatchObject({ type: "user" });
    const bearer = new Request(`${origin}/api/x`, { headers: { authorization: `Bearer ${token}` } });
    expect(await (await who(bearer)).json()).toEqual({ type: "anonymous" });
    vi.stubEnv("NEXTAUTH_SECRET", "another secret of more than thirty-two characters");
    expect(await ask(`${name}=${token}`)).toEqual({ type: "anonymous" });
  });

  test("over https the cookie is secure and bound to its host", () => {
    vi.stubEnv("NEXTAUTH_URL", "https://openhall.example");
    expect(sessionCookie()).toMatchObject({
      name: "__Host-openhall-session",
      options: { secure: true, httpOnly: true },
    });
    expect(callbackUrlCookie()).toMatchObject({
      name: "__Host-next-auth.callback-url",
      options: { secure: true, httpOnly: true, path: "/" },
    });
  });
});

describe("health", () => {
  test("is ok on a migrated database and names the check that fails", async () => {
    expect(await checkHealth()).toEqual({ status: "ok", checks: { database: "ok", migrations: "ok" } });
    const away = { query: () => Promise.reject(new Error("connect ECONNREFUSED")) };
    expect(await checkHealth(away as never)).toEqual({
      status: "failed",
      checks: { database: "failed", migrations: "unknown" },
    });
    const behind = {
      query: (text: string) => Promise.resolve({ rows: text.includes("newest") ? [{ newest: "1" }] : [] }),
    };
    expect((await checkHealth(behind as never)).checks).toEqual({ database: "ok", migrations: "failed" });
  });
});
