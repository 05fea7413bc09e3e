import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createDatabase } from "@/db/client";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { startStripeStandIn } from "@/stand-ins/stripe/server";
import { stripeClient } from "./stripe/client";
import { isTracing, startTracing, stopTracing } from "./tracing";
import { observe } from "./web/observe";

vi.setConfig({ testTimeout: 60_000 });

interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  status: { code?: number };
  attributes: { key: string; value: { stringValue?: string; intValue?: number | string } }[];
}

const root = fileURLToPath(new URL("..", import.meta.url));
const spans: Span[] = [];
let collector: Server;
let endpoint: string;
let database: TestDatabase;

beforeAll(async () => {
  collector = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const { resourceSpans } = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
    if (request.url === "/v1/traces")
      spans.push(...resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans)));
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  }).listen(0, "127.0.0.1");
  await once(collector, "listening");
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  database = await createTestDatabase();
});
afterAll(async () => {
  collector.close();
  await database.close();
});

const attribute = (span: Span | undefined, key: string) => {
  const value = span?.attributes.find((one) => one.key === key)?.value;
  return value?.stringValue ?? value?.intValue;
};

/** What a request of ours made, as the collector has it once it is through. */
async function tracedRequest(work: (db: TestDatabase["db"]) => Promise<Response>): Promise<Span[]> {
  spans.length = 0;
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
  await startTracing("openhall-test");
  const { db, close } = createDatabase(database.url, { max: 1 });
  try {
    const params = Promise.resolve({ id: "lse_1" });
    const request = { method: "GET", url: "http://localhost/api/v1/leases/lse_1" };
    await observe({ request, requestId: "req_trace", params }, () => work(db)).catch(() => undefined);
  } finally {
    await close();
    await stopTracing();
  }
  return spans;
}

test("a request is one trace: its statements, in and out of a transaction, and its calls to Stripe are its children", async () => {
  const stripe = await startStripeStandIn();
  vi.stubEnv("STRIPE_SECRET_KEY", "sk_test_traced");
  vi.stubEnv("STRIPE_API_URL", stripe.url);
  const made = await tracedRequest(async (db) => {
    // Over one connection, so that all but one of them wait.
    await Promise.all([1, 2, 3].map((n) => db.execute(sql`SELECT ${`secret-${n}`}::text`)));
    await db.transaction((tx) => tx.execute(sql`SELECT 4`));
    await stripeClient().balance.retrieve();
    return new Response(null, { status: 204 });
  });
  await stripe.close();
  const request = made.find((span) => span.name === "GET /api/v1/leases/[id]");
  expect(attribute(request, "http.response.status_code")).toBe(204);
  expect(attribute(request, "openhall.request_id")).toBe("req_trace");
  const children = made.filter((span) => span !== request);
  expect(children.map((span) => span.parentSpanId)).toEqual(children.map(() => request?.spanId));
  expect(new Set(made.map((span) => span.traceId)).size).toBe(1);
  expect(children.filter((span) => span.name === "SELECT")).toHaveLength(4);
  expect(children.map((span) => span.name)).toEqual(expect.arrayContaining(["BEGIN", "COMMIT", "Stripe GET"]));
  expect(
    attribute(
      children.find((span) => span.name === "Stripe GET"),
      "url.path",
    ),
  ).toBe("/v1/balance");
  expect(JSON.stringify(made)).not.toContain("secret-");
});

test("what fails is marked by its code, without the message and the values in it", async () => {
  const made = await tracedRequest(async (db) => {
    await db.execute(sql`SELECT ${"not a number: 4242"}::text::int`);
    return new Response();
  });
  const statement = made.find((span) => span.name === "SELECT");
  expect(statement?.status.code).toBe(2);
  expect(attribute(statement, "error.type")).toBe("22P02");
  expect(JSON.stringify(made)).not.toContain("4242");
});

test("a statement of nobody's request makes no trace", async () => {
  spans.length = 0;
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
  await startTracing("openhall-test");
  const { db, close } = createDatabase(database.url, { max: 1 });
  await db.execute(sql`SELECT 1`);
  await close();
  await stopTracing();
  expect(spans).toEqual([]);
});

test("without a collector nothing of it is loaded", async () => {
  const script = `
    import "./db/client.ts"; import "./lib/web/observe.ts"; import "./worker/run-job.ts"; import { startTracing } from "./lib/tracing.ts";
    import module from "node:module";
    await startTracing("test");
    const loaded = Object.keys(module._cache).filter((name) => /@opentelemetry.(sdk|exporter|otlp)/.test(name));
    console.log(loaded.length); process.exit(0);`;
  const loaded = (env: Record<string, string>) => {
    const args = ["--import", "tsx", "--input-type=module", "--eval", script];
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    return Number(stdout);
  };
  expect(isTracing()).toBe(false);
  expect(loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: "" })).toBe(0);
  expect(loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })).toBeGreaterThan(5);
});
