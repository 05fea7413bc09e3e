import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { leaseEvents, leases, probeOpinions } from "@/db/schema";
import { testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { createBuyer, createMarket, type Market } from "@/db/testing/market";
import { judgeReachability } from "@/lib/leases/judge-reachability";
import type { Lease } from "@/lib/leases/types";
import { auditBooks } from "@/lib/metering/audit-books";
import { billDueLeases } from "@/lib/metering/bill-due-leases";
import { readProbes } from "@/lib/operations/probe-standings";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const root = fileURLToPath(new URL("..", import.meta.url));
const processes = new Map<string, { child: ChildProcess; output: () => string }>();
let database: TestDatabase;
let market: Market;
let lease: Lease;
let ssh: Server;
let port: number;
const startedAt = Date.now();

beforeAll(async () => {
  database = await createTestDatabase();
  market = await createMarket(database.db);
  const buyer = await createBuyer(market);
  port = await answer(0);
  lease = await buyer.launch(1);
  await report();
  for (const name of ["one", "two"]) startProbe(name);
});
afterAll(async () => {
  for (const { child } of processes.values()) child.kill("SIGKILL");
  ssh.close();
  await database.close();
});

/** What customers' SSH clients would find at the host. */
async function answer(at: number): Promise<number> {
  ssh = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end("SSH-2.0-test\r\n");
  });
  ssh.listen(at, "127.0.0.1");
  await once(ssh, "listening");
  return (ssh.address() as AddressInfo).port;
}

async function fallSilent(): Promise<void> {
  ssh.close();
  await once(ssh, "close");
}

/** The host insists all the while that the instance is reachable. */
const report = () =>
  market.report([{ leaseId: lease.id, uptimeMs: Date.now() - startedAt + 60_000, sshPort: port }], {
    advertisedAddress: "127.0.0.1",
  });

function startProbe(name: string) {
  const child = spawn(process.execPath, ["--import", "tsx", "probe/main.ts", "--name", name], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: database.url, LOG_LEVEL: "info", OPENHALL_PROBE_EVERY_MS: "500" },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  processes.set(name, { child, output: () => output });
}

const states = async () => (await readProbes(database.db)).map(({ name, state }) => `${name} ${state}`).sort();
const opinions = () => database.db.select().from(probeOpinions).where(eq(probeOpinions.leaseId, lease.id));
const read = async () => (await database.db.select().from(leases).where(eq(leases.id, lease.id)))[0]!;

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 90_000; !(await condition()); await sleep(100))
    if (Date.now() > deadline)
      throw new Error(`not in time: ${condition}\n${[...processes.values()].map(({ output }) => output()).join("\n")}`);
}

/** As worker and agent do, until the lease is there. */
const untilState = (state: Lease["state"]) =>
  until(async () => {
    await judgeReachability(testContext(database.db, { type: "system", name: "test-worker" }));
    await report();
    return (await read()).state === state;
  });

test("two probe processes look at what hosts advertise, and say how they do", async () => {
  await until(async () => (await opinions()).filter(({ answeredAt }) => answeredAt !== null).length === 2);
  expect(await states()).toEqual(["one live", "two live"]);
  expect((await opinions()).map(({ failures, reason }) => [failures, reason])).toEqual([
    [0, null],
    [0, null],
  ]);
});

test("an instance that stops answering is unreachable from the first failed look, whatever its host says, and comes back by itself", async () => {
  await fallSilent();
  await untilState("unreachable");
  const [event] = (await database.db.select().from(leaseEvents).where(eq(leaseEvents.leaseId, lease.id))).filter(
    ({ kind }) => kind === "lease.unreachable",
  );
  expect(event).toMatchObject({ source: "probe", message: expect.stringContaining("2 of 2 probes (refused") });
  const declaredAt = new Date(event?.detail.declaredAt as string);
  expect(declaredAt.getTime() - event!.at.getTime()).toBeLessThan(45_000);
  await answer(port);
  await untilState("running");
});

test("a probe that is told to end says so, and the one that is left decides nothing", async () => {
  const { child } = processes.get("two")!;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  expect((await ended)[0]).toBe(0);
  expect(await states()).toEqual(["one live", "two stopped"]);
  await fallSilent();
  await until(async () => (await opinions()).some(({ probe, failures }) => probe === "one" && failures > 3));
  expect(await judgeReachability(testContext(database.db))).toBe(0);
  expect((await read()).state).toBe("running");
});

test("a second process under a name takes it over, and the first ends", async () => {
  const { child } = processes.get("one")!;
  const ended = once(child, "exit");
  startProbe("one");
  expect((await ended)[0]).toBe(1);
  await until(async () => (await states()).includes("one live"));
});

test("what was reachable is billed, and the books are sound", async () => {
  await market.report([
    { leaseId: lease.id, phase: "exited", endedAgoMs: 0, exitCode: 0, uptimeMs: Date.now() - startedAt + 60_000 },
  ]);
  await billDueLeases(testContext(database.db));
  expect((await read()).endedAt).not.toBeNull();
  expect((await auditBooks(database.db)).filter(({ violations }) => violations > 0)).toEqual([]);
});

test("no name, no probe", async () => {
  const child = spawn(process.execPath, ["--import", "tsx", "probe/main.ts", "--name", "Not/A name"], {
    cwd: root,
    env: process.env,
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk;
  });
  const [code] = await once(child, "close");
  expect(code).toBe(2);
  expect(said).toContain("is no name for a probe");
});
