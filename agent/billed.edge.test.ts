import { rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createDatabase, type DatabaseHandle } from "@/db/client";
import { closeNotifications } from "@/db/notifications";
import { leases, usageSegments } from "@/db/schema";
import { createDatabaseFrom, createTestCluster, type TestCluster } from "@/db/testing/cluster";
import { testContext } from "@/db/testing/context";
import { type Buyer, createBuyer, createMarket } from "@/db/testing/market";
import { stretchesOf } from "@/db/testing/stretches";
import { mintEnrolmentToken } from "@/lib/fleet/mint-enrolment-token";
import { closeLease } from "@/lib/leases/close-lease";
import type { Lease } from "@/lib/leases/types";
import { auditBooks } from "@/lib/metering/audit-books";
import { billDueLeases } from "@/lib/metering/bill-due-leases";
import { replayBills } from "@/lib/metering/replay-bills";
import { webDatabase } from "@/lib/web/database";
import { cloneKeyOf } from "../bin/engine/paths";
import { type Engine, prepareEngine } from "../bin/engine/prepare";
import { ensureRentalImage } from "../bin/engine/rental-image";
import { type AgentProcess, runAgent, startAgent, temporaryDir } from "./testing/process";
import { type ServedApi, serveAgentApi } from "./testing/served-api";

const PATIENCE_MS = 60_000;
const OUTAGE_MS = 5_000;
const stateDir = temporaryDir("billed");
const key = { name: "billed", stateDir, cloneKey: cloneKeyOf(stateDir) };

let cluster: TestCluster;
let database: DatabaseHandle;
let platform: ServedApi;
let engine: Engine;
let agent: AgentProcess;
let buyer: Buyer;

beforeAll(async () => {
  cluster = await createTestCluster();
  const url = await createDatabaseFrom(cluster.adminUrl);
  vi.stubEnv("DATABASE_URL", url);
  vi.stubEnv("OPENHALL_HEARTBEAT_MS", "500");
  database = createDatabase(url, { applicationName: "openhall-test" });
  const market = await createMarket(database.db, { accelerators: 0 });
  buyer = await createBuyer(market);
  const { token } = await mintEnrolmentToken(market.operator.ctx, { siteId: market.siteId, hostName: "gpu-real" });
  engine = await prepareEngine(key);
  await ensureRentalImage(engine.docker, join(resolve(import.meta.dirname, ".."), ".openhall"));
  platform = await serveAgentApi();
  const place = [
    "--docker-socket",
    engine.socketPath,
    "--address",
    engine.address,
    "--state-dir",
    engine.agentStateDir,
    "--engine-netns",
    engine.netnsPath ?? "",
  ];
  const enrolled = await runAgent([
    ...["enroll", "--url", platform.url, "--token", token, "--simulate", "h100-sxm-8"],
    ...place,
  ]);
  if (enrolled.code !== 0) throw new Error(enrolled.output);
  agent = startAgent(["run", "--state-dir", engine.agentStateDir]);
}, 240_000);

afterAll(async () => {
  await agent?.end("SIGKILL");
  platform?.close();
  await engine?.stop({ removeContainers: true });
  await closeNotifications();
  await webDatabase().close();
  await database?.close();
  await cluster?.stop();
  rmSync(stateDir, { recursive: true, force: true });
  vi.unstubAllEnvs();
}, 2 * PATIENCE_MS);

async function until(id: string, condition: (lease: Lease) => boolean): Promise<Lease> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const [lease] = await database.db.select().from(leases).where(eq(leases.id, id));
    if (lease && condition(lease)) return lease;
    if (performance.now() > deadline)
      throw new Error(`not in time: ${condition}, ${JSON.stringify(lease)}\n${agent.output()}`);
    await sleep(50);
  }
}

/** Ends the lease, bills it, and holds the books against the audit and the lease's own events. */
async function billToEnd(id: string) {
  await closeLease(buyer.ctx, { leaseId: id });
  await until(id, ({ state }) => state === "ended");
  await billDueLeases(testContext(database.db, { type: "system", name: "test-worker" }));
  expect((await auditBooks(database.db)).filter(({ violations }) => violations > 0)).toEqual([]);
  expect((await replayBills(database.db)).differences).toEqual([]);
  const own = eq(usageSegments.leaseId, id);
  return stretchesOf(await database.db.select().from(usageSegments).where(own).orderBy(usageSegments.segStart));
}

/** Until the host has proven this much more of it. */
const proven = (id: string, since: Lease, ms: number) =>
  until(id, ({ provenThrough }) => provenThrough.getTime() - since.provenThrough.getTime() >= ms);

/** A start that takes less than a second leaves no segment. */
const statesOf = (segments: readonly { state: string }[]) =>
  segments.map(({ state }) => state).filter((state) => state !== "provisioning");

test(
  "a killed engine and a killed agent cost neither the instance nor a second of its bill",
  async () => {
    const { id } = await buyer.launch(1);
    const first = await until(id, ({ state }) => state === "running");
    await engine.kill();
    await sleep(OUTAGE_MS);
    engine = await prepareEngine(key);
    await proven(id, first, OUTAGE_MS);
    await agent.end("SIGKILL");
    await sleep(OUTAGE_MS);
    agent = startAgent(["run", "--state-dir", engine.agentStateDir]);
    const last = await proven(id, first, 2 * OUTAGE_MS);
    expect(last).toMatchObject({ state: "running", containerId: first.containerId, incarnation: 1 });
    expect(await engine.docker.listContainers({ all: true })).toHaveLength(1);
    expect(statesOf(await billToEnd(id))).toEqual(["running"]);
  },
  10 * PATIENCE_MS,
);

test(
  "a host that loses its power and comes back runs the lease again, and of the outage no second is billed",
  async () => {
    const { id } = await buyer.launch(1);
    const first = await until(id, ({ state }) => state === "running");
    await proven(id, first, 3_000);
    const offAt = Date.now();
    await engine.powerOff();
    await agent.end("SIGKILL");
    const offline = await until(id, () => true);
    await sleep(OUTAGE_MS);
    writeFileSync(join(engine.agentStateDir, "boot-id"), "boot-2\n");
    engine = await prepareEngine(key);
    const onAt = Date.now();
    agent = startAgent(["run", "--state-dir", engine.agentStateDir]);
    const second = await until(id, ({ state, incarnation }) => state === "running" && incarnation === 2);
    expect(second.containerId).not.toBe(first.containerId);
    expect(offline.provenThrough.getTime()).toBeLessThanOrEqual(offAt + 1_000);
    await proven(id, second, 3_000);
    const segments = await billToEnd(id);
    expect(statesOf(segments)).toEqual(["running", "unreachable", "running"]);
    for (const { state, segStart, segEnd, retailMicros, wholesaleMicros } of segments) {
      if (state !== "running") expect([retailMicros, wholesaleMicros]).toEqual([0n, 0n]);
      // nothing billed lies between the last moment before the power went and the first after it came back
      else if (segStart.getTime() < onAt) expect(segEnd.getTime()).toBeLessThanOrEqual(offAt + 1_000);
    }
  },
  10 * PATIENCE_MS,
);
