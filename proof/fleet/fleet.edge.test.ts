import { setTimeout as sleep } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeNotifications } from "@/db/notifications";
import { hosts, leases } from "@/db/schema";
import { testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { type Buyer, createBuyer, createMarket, type Market } from "@/db/testing/market";
import type { LeaseState } from "@/lib/core/leases/states";
import { mintEnrolmentToken } from "@/lib/fleet/mint-enrolment-token";
import { closeLease } from "@/lib/leases/close-lease";
import type { Lease } from "@/lib/leases/types";
import { watchLeases } from "@/lib/leases/watch-leases";
import { auditBooks } from "@/lib/metering/audit-books";
import { billDueLeases } from "@/lib/metering/bill-due-leases";
import { webDatabase } from "@/lib/web/database";
import { AgentEdge } from "./agent-edge";
import { FleetHost } from "./fleet-host";

const NAMES = ["north", "east", "south"];
const SILENCE_MS = 5_000;
const PATIENCE_MS = 60_000;

const edge = new AgentEdge();
const watching = new AbortController();
const fleet: FleetHost[] = [];
/** Each lease's containers that were ever seen beside each other. */
const doubles: string[] = [];
let database: TestDatabase;
let market: Market;
let buyer: Buyer;
let watched: Promise<unknown> = Promise.resolve();

beforeAll(async () => {
  database = await createTestDatabase();
  // for the length of the file: agents go on asking between its tests
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    NEXTAUTH_URL: "http://platform.test",
    NEXTAUTH_SECRET: "a secret of more than thirty-two characters",
    OPENHALL_SILENCE_MS: String(SILENCE_MS),
    OPENHALL_HEARTBEAT_MS: "500",
  });
  market = await createMarket(database.db);
  buyer = await createBuyer(market);
  // the market's own host has no machine
  await database.db
    .update(hosts)
    .set({ lastSeenAt: new Date(0) })
    .where(eq(hosts.id, market.hostId));
  const port = await edge.start();
  for (const name of NAMES) {
    const host = await FleetHost.prepare(name);
    fleet.push(host);
    const { token } = await mintEnrolmentToken(market.operator.ctx, { siteId: market.siteId, hostName: name });
    await host.enrol(port, token);
    host.startAgent();
  }
  watched = Promise.all([repeat(watch), repeat(lookForDoubles)]);
}, 240_000);

afterAll(async () => {
  watching.abort();
  await watched;
  for (const host of fleet) await host.stop();
  edge.stop();
  await closeNotifications();
  await webDatabase().close();
  await database.close();
}, 120_000);

async function repeat(work: () => Promise<unknown>) {
  while (!watching.signal.aborted) {
    await work();
    await sleep(200, undefined, { signal: watching.signal }).catch(() => {});
  }
}

/** What the worker does. */
const watch = async () => {
  await watchLeases(testContext(database.db));
  await billDueLeases(testContext(database.db));
};

async function lookForDoubles() {
  const seen = await Promise.all(fleet.map((host) => host.containers().catch(() => [])));
  const byLease = Map.groupBy(seen.flat(), ({ leaseId }) => leaseId);
  for (const [leaseId, found] of byLease)
    if (found.length > 1) doubles.push(`${leaseId}: ${found.map(({ id }) => id)}`);
}

const read = async (lease: Lease) => {
  const [row] = await database.db.select().from(leases).where(eq(leases.id, lease.id));
  return row!;
};

async function until<T>(look: () => Promise<T>, isRight: (value: T) => boolean): Promise<T> {
  for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(100)) {
    const value = await look();
    if (isRight(value)) return value;
    if (performance.now() > deadline)
      throw new Error(
        `not in time: ${isRight}: ${JSON.stringify(value)}\n${fleet.map((host) => host.agentOutput().slice(-1_500)).join("\n--\n")}`,
      );
  }
}

const become = (lease: Lease, ...states: LeaseState[]) =>
  until(
    () => read(lease),
    ({ state }) => states.includes(state),
  );
const hostOf = (lease: Lease) => fleet.find(({ hostId }) => hostId === lease.hostId)!;
const containersOf = async (lease: Lease) =>
  (await hostOf(lease).containers()).filter((one) => one.leaseId === lease.id);
const running: Lease[] = [];

/** On a whole host. */
async function launch(): Promise<Lease> {
  for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(200)) {
    const lease = await buyer.launch(8).catch((error: Error) => error);
    if (!(lease instanceof Error)) return lease;
    if (performance.now() > deadline) throw lease;
  }
}

test("three leases run on three hosts", async () => {
  for (const _ of fleet) running.push(await launch());
  for (const lease of running) await become(lease, "running");
  expect(new Set(running.map(({ hostId }) => hostId)).size).toBe(3);
});

test("a host that is cut off has its lease unreachable from the last proof, and back with the same container", async () => {
  const [lease, other] = running as [Lease, Lease];
  const [before] = await containersOf(lease);
  hostOf(lease).setLink("down");
  const silent = await become(lease, "unreachable");
  expect((await read(other)).state).toBe("running");
  await sleep(2_000);
  expect((await read(lease)).provenThrough).toEqual(silent.provenThrough);
  hostOf(lease).setLink("up");
  await become(lease, "running");
  expect(await containersOf(lease)).toEqual([before]);
});

test("a lease that is closed while its host is cut off ends at its last proof, and its container goes within a minute of the link's return", async () => {
  const lease = running.shift()!;
  hostOf(lease).setLink("down");
  await become(lease, "unreachable");
  await closeLease({ ...buyer.ctx, now: new Date() }, { leaseId: lease.id });
  const ended = await become(lease, "ended");
  expect(ended.endedAt).toEqual(ended.provenThrough);
  expect(await containersOf(lease)).toHaveLength(1);
  hostOf(lease).setLink("up");
  await until(
    () => containersOf(lease),
    (left) => left.length === 0,
  );
});

test("an agent that is killed, also in the middle of a boot, costs no container and makes no second", async () => {
  const [lease] = running as [Lease];
  const [before] = await containersOf(lease);
  await hostOf(lease).killAgent();
  const fresh = await launch();
  await until(
    () => containersOf(fresh),
    (found) => found.length > 0,
  );
  await hostOf(fresh).killAgent();
  hostOf(fresh).startAgent();
  hostOf(lease).startAgent();
  await become(fresh, "running");
  await become(lease, "running");
  expect(await containersOf(lease)).toEqual([before]);
  expect(await containersOf(fresh)).toHaveLength(1);
  running.push(fresh);
});

test("an engine that is killed keeps its container, and its successor has the same one", async () => {
  const lease = running[1]!;
  const [before] = await containersOf(lease);
  await hostOf(lease).killEngine();
  await sleep(2_000);
  await hostOf(lease).restartEngine();
  await become(lease, "running");
  expect(await containersOf(lease)).toEqual([before]);
});

test("a message that was taken once, or is another's, or was changed, is refused and changes nothing", async () => {
  const [lease, other] = running as [Lease, Lease];
  const report = edge.newest(lease.hostId, "report");
  const desired = edge.newest(lease.hostId, "desired");
  // the agent's next one must have come, for the newest may still be under way
  await until(
    async () => edge.newest(lease.hostId, "report"),
    (newest) => newest !== report,
  );
  await until(
    async () => edge.newest(lease.hostId, "desired"),
    (newest) => newest !== desired,
  );
  const told = async () =>
    database.db
      .select({ revision: hosts.desiredRevision, state: leases.state, key: hosts.publicKey })
      .from(hosts)
      .innerJoin(leases, eq(leases.hostId, hosts.id))
      .orderBy(leases.id);
  const before = await told();
  expect(await edge.send(report)).toBe(409);
  expect(await edge.send(desired)).toBe(409);
  const later = { "x-openhall-seq": String(Number(report.headers["x-openhall-seq"]) + 1_000_000) };
  const changed = report.body.replace('"phase":"reachable"', '"phase":"exited"');
  expect(changed).not.toBe(report.body);
  for (const forged of [
    { ...report, headers: { ...report.headers, ...later } },
    { ...report, body: changed },
    { ...report, headers: { ...report.headers, "x-openhall-host": other.hostId } },
    { ...report, headers: { ...report.headers, "x-openhall-signature": Buffer.alloc(64).toString("base64") } },
  ])
    expect(await edge.send(forged)).toBe(401);
  expect(await told()).toEqual(before);
  expect((await read(lease)).state).toBe("running");
});

test("a minute after the last lease is closed nothing of any is left, none ever had two containers, and the books hold", async () => {
  for (const lease of running) await closeLease({ ...buyer.ctx, now: new Date() }, { leaseId: lease.id });
  for (const lease of running) await become(lease, "ended");
  const left = async () =>
    (await Promise.all(fleet.map(async (host) => [...(await host.containers()), ...(await host.leftovers())]))).flat();
  expect(await until(left, (found) => found.length === 0)).toEqual([]);
  expect(doubles).toEqual([]);
  const unbilled = sql`SELECT id FROM leases WHERE billed_through <> proven_through`;
  await until(
    async () => (await database.db.execute(unbilled)).rows,
    (rows) => rows.length === 0,
  );
  const findings = await auditBooks(database.db);
  expect(findings.filter(({ violations }) => violations > 0)).toEqual([]);
});
