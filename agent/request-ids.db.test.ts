import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { POST as launch } from "@/app/api/v1/instances/route";
import { closeNotifications } from "@/db/notifications";
import { auditEvents, leaseEvents } from "@/db/schema";
import { testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { type Buyer, createBuyer, createMarket, type Market } from "@/db/testing/market";
import { ACCEPTS_REQUEST_IDS } from "@/lib/core/contracts/agent";
import { newId } from "@/lib/ids";
import { getDesiredState } from "@/lib/leases/desired-state";
import { watchLeases } from "@/lib/leases/watch-leases";
import { encodeSession, sessionCookie } from "@/lib/web/auth";
import { webDatabase } from "@/lib/web/database";
import { ENROL_TOKEN, TestPlatform } from "./testing/platform";
import { runAgent, startAgent, temporaryDir } from "./testing/process";

vi.setConfig({ testTimeout: 60_000 });

const origin = "http://console.test:3000";
let database: TestDatabase;
let market: Market;
let buyer: Buyer;

function stubEnvironment() {
  vi.stubEnv("DATABASE_URL", database.url);
  vi.stubEnv("NEXTAUTH_URL", origin);
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of more than thirty-two characters");
}

beforeAll(async () => {
  database = await createTestDatabase();
  market = await createMarket(database.db);
  buyer = await createBuyer(market);
});
beforeEach(stubEnvironment);
afterAll(async () => {
  stubEnvironment();
  await closeNotifications();
  await webDatabase().close();
  await database.close();
});

async function launchByRequest(): Promise<{ leaseId: string; requestId: string }> {
  const headers = {
    cookie: `${sessionCookie().name}=${await encodeSession(buyer.actor.sessionId)}`,
    "content-type": "application/json",
    "sec-fetch-site": "same-origin",
    // Nobody chooses the id of a request but us.
    "x-request-id": "req_00000000000000000000000000",
  };
  const body = JSON.stringify({ skuId: market.sku[1], sshKeyIds: [buyer.sshKeyId], idempotencyKey: newId("req") });
  const answer = await launch(new Request(`${origin}/api/v1/instances`, { method: "POST", headers, body }));
  const { id } = (await answer.json()) as { id: string };
  return { leaseId: id, requestId: answer.headers.get("x-request-id")! };
}

/** An agent process that was told of these instances, and what it logged of them. */
async function logOfAgent(instances: Awaited<ReturnType<typeof getDesiredState>>["instances"]) {
  const platform = await new TestPlatform().start();
  const place = [
    "--state-dir",
    temporaryDir("request-ids"),
    "--docker-socket",
    join(temporaryDir("no-engine"), "none.sock"),
  ];
  const flags = ["--url", platform.url, "--token", ENROL_TOKEN, "--simulate", "h100-sxm-8", ...place];
  await runAgent(["enroll", ...flags]);
  const agent = startAgent(["run", ...place]);
  try {
    platform.want(instances);
    while (!agent.output().includes('"event":"instance"')) await sleep(20);
    platform.isDown = true;
    while (!agent.output().includes('"event":"platform-failed"')) await sleep(20);
  } finally {
    await agent.end("SIGTERM");
    platform.stop();
  }
  const lines = agent
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line) as { event: string; lease?: string; requestId?: string });
}

test("one launch's request id is in the answer, the audit log, what the agent is told and logs, and the worker's and agent's events", async () => {
  const { leaseId, requestId } = await launchByRequest();
  expect(requestId).toMatch(/^req_[0-9a-z]{26}$/);
  expect(requestId).not.toMatch(/^req_0{26}$/);
  const audited = await database.db.select().from(auditEvents).where(eq(auditEvents.targetId, leaseId));
  expect(audited.map((event) => [event.action, event.requestId])).toEqual([["lease.launch", requestId]]);

  const { instances } = await getDesiredState(market.host, [ACCEPTS_REQUEST_IDS]);
  expect(instances).toMatchObject([{ leaseId, requestId }]);
  const log = await logOfAgent(instances);
  expect(log.find(({ event, lease }) => event === "instance" && lease === leaseId)).toMatchObject({ requestId });
  expect(log.find(({ event }) => event === "platform-failed")?.requestId).toMatch(/^req_[0-9a-f]{32}$/);

  await market.report([{ leaseId, phase: "pulling", containerId: null, uptimeMs: null, sshPort: null }]);
  await database.db.execute(sql`UPDATE leases SET boot_deadline_at = now() - interval '1 s'`);
  await watchLeases(testContext(database.db));
  const events = await database.db
    .select()
    .from(leaseEvents)
    .where(eq(leaseEvents.leaseId, leaseId))
    .orderBy(leaseEvents.seq);
  expect(new Set(events.map((event) => event.source))).toEqual(new Set(["customer", "platform", "agent"]));
  expect(new Set(events.map((event) => event.requestId))).toEqual(new Set([requestId]));
});

test("an agent that does not say it understands the ids is told nothing that it would refuse", async () => {
  await buyer.launch(1);
  const { instances } = await getDesiredState(market.host);
  expect(instances.length).toBeGreaterThan(0);
  for (const instance of instances) expect(instance).not.toHaveProperty("requestId");
});
