import { eq, ne, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { hosts, leases } from "@/db/schema";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { createBuyer, createMarket } from "@/db/testing/market";
import { reportResponse } from "@/lib/core/contracts/agent";
import { agentReport, h100s } from "@/lib/fleet/testing/agent";
import { enrolTestHost } from "@/lib/fleet/testing/site";
import { auditBooks } from "@/lib/metering/audit-books";
import { webDatabase } from "@/lib/web/database";
import { POST } from "./report/route";

const ORIGIN = "http://openhall.test";
let database: TestDatabase;
let serial = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => {
  vi.stubEnv("DATABASE_URL", database.url);
});
afterAll(async () => {
  vi.stubEnv("DATABASE_URL", database.url);
  await webDatabase().close();
  await database.close();
});

/** A host whose inventory is recorded, so that it has nothing new to say. */
async function idleHost() {
  serial += 1;
  const market = await createMarket(database.db, { accelerators: 0 });
  const accelerators = h100s(8, `idle-${serial}`);
  const { hostId, agent } = await enrolTestHost(market.operator.ctx, {
    siteId: market.siteId,
    hostName: `idle-${serial}`,
    accelerators,
  });
  const send = (body: object = agentReport({ accelerators })) =>
    POST(agent.request(ORIGIN, hostId, "report", { body }));
  expect((await send()).status).toBe(200);
  expect((await send()).status).toBe(200);
  const host = async () => (await database.db.select().from(hosts).where(eq(hosts.id, hostId)))[0]!;
  return { market, hostId, agent, accelerators, send, host };
}

/** How often a connection is asked for meanwhile: once for a statement by itself, once for a transaction. */
async function asked(work: () => Promise<unknown>): Promise<number> {
  let times = 0;
  const count = () => {
    times += 1;
  };
  webDatabase().pool.on("acquire", count);
  await work();
  webDatabase().pool.off("acquire", count);
  return times;
}

test("an idle report that says nothing new asks the database once, and its host is heard", async () => {
  const { send, host } = await idleHost();
  const before = await host();
  const times = await asked(async () => {
    const answer = await send();
    expect(reportResponse.parse(await answer.json()).desiredRevision).toBe(before.desiredRevision);
  });
  expect(times).toBe(1);
  const after = await host();
  expect(after.lastSeenAt!.getTime()).toBeGreaterThan(before.lastSeenAt!.getTime());
  expect(after.recordedAt).toEqual(before.recordedAt);
});

test("it is taken once like any other", async () => {
  const { agent, hostId, accelerators, host } = await idleHost();
  const request = agent.request(ORIGIN, hostId, "report", { body: agentReport({ accelerators }) });
  const replay = request.clone();
  expect((await POST(request)).status).toBe(200);
  const { lastSeenAt } = await host();
  expect((await POST(replay)).status).toBe(409);
  expect((await host()).lastSeenAt).toEqual(lastSeenAt);
});

test.each([
  ["a field too many", { extra: 1 }],
  ["no instant of its own", { sentAt: "yesterday" }],
  ["no list of instances", { instances: null }],
  ["facts that are none", { facts: {} }],
])("an idle report with %s is refused, and its host not heard by it", async (_what, change) => {
  const { send, host, accelerators } = await idleHost();
  const { lastSeenAt } = await host();
  expect((await send({ ...agentReport({ accelerators }), ...change })).status).toBe(422);
  expect((await host()).lastSeenAt).toEqual(lastSeenAt);
});

test("a host that a lease is placed on is asked for it, however little it says", async () => {
  const { market, hostId, send } = await idleHost();
  await database.db.update(hosts).set({ retiredAt: new Date() }).where(ne(hosts.id, hostId));
  const buyer = await createBuyer(market);
  const lease = await buyer.launch(1);
  expect(lease.hostId).toBe(hostId);
  expect(await asked(send)).toBeGreaterThan(1);
  const [row] = await database.db.select().from(leases).where(eq(leases.id, lease.id));
  expect(row?.state).toBe("provisioning");
  expect((await auditBooks(database.db)).filter(({ violations }) => violations > 0)).toEqual([]);
});

test("a host that is locked or retired is refused, and not heard", async () => {
  for (const column of ["locked_at", "retired_at"]) {
    const { hostId, send, host } = await idleHost();
    await database.db.execute(sql`UPDATE hosts SET ${sql.identifier(column)} = now() WHERE id = ${hostId}`);
    const { lastSeenAt } = await host();
    expect((await send()).status).toBe(403);
    expect((await host()).lastSeenAt).toEqual(lastSeenAt);
  }
});

test("an inventory is recorded again after five minutes, though nothing in it changed", async () => {
  const { hostId, send, host } = await idleHost();
  await database.db.execute(sql`UPDATE hosts SET recorded_at = now() - interval '301 s' WHERE id = ${hostId}`);
  const { recordedAt } = await host();
  await send();
  expect((await host()).recordedAt!.getTime()).toBeGreaterThan(recordedAt!.getTime());
});
