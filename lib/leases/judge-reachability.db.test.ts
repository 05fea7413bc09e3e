import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { hostEvents, leaseEvents, probeChanges, probeOpinions, probes } from "@/db/schema";
import { RETAIL_MICROS, Scene } from "@/db/testing/scene";
import { priceMicros } from "@/lib/core/rating/amount";
import { replayBills } from "@/lib/metering/replay-bills";
import { judgeReachability } from "./judge-reachability";
import { beatProbe, stopProbe } from "./probe-heartbeat";
import { runLookedAt } from "./testing/looked-at";
import { TestProbes } from "./testing/probes";

let scene: Scene;
let eyes: TestProbes;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:05:00.250Z"));
});
afterAll(async () => {
  expect((await replayBills(scene.database.db)).differences).toEqual([]);
  await scene.close();
});
beforeEach(async () => {
  await scene.database.db.delete(probeOpinions);
  await scene.database.db.delete(probes);
  eyes = new TestProbes(scene.database.db);
  await eyes.start("a", "b");
  await scene.market.report([]);
});
afterEach(async () => expect(await scene.findings()).toEqual([]));

const running = () => runLookedAt(scene, eyes);
const judge = () => judgeReachability(scene.worker());
const at = (secondsAgo: number) => new Date(Math.floor(scene.now.getTime() / 1_000) * 1_000 - secondsAgo * 1_000);

test("what two probes fail to reach twice is unreachable though its host says otherwise, from the first failed look on, and back without a person", async () => {
  const { lease, out, tenSeconds, container, end, state } = await running();
  await tenSeconds();
  expect(await tenSeconds(out)).toBe(0);
  const failedAt = at(0);
  expect(await state()).toBe("running");
  expect(await tenSeconds(out)).toBe(1);
  expect(await state()).toBe("unreachable");
  const events = await scene.database.db.select().from(leaseEvents).where(eq(leaseEvents.leaseId, lease.id));
  const declared = events.find(({ kind }) => kind === "lease.unreachable")!;
  expect(declared).toMatchObject({ source: "probe", at: failedAt, detail: { declaredAt: scene.now.toISOString() } });
  expect(declared.message).toBe("Not reachable from outside: 2 of 2 probes (no answer in time); not billed from here");
  // the host insists, and nobody believes it
  await tenSeconds(out);
  expect(await state()).toBe("unreachable");
  await container.runFor(5);
  await eyes.rounds();
  expect(await state()).toBe("unreachable");
  await container.runFor(5);
  expect(await state()).toBe("running");
  await container.runFor(20);
  expect(await end()).toBe(priceMicros(RETAIL_MICROS, 20n) + priceMicros(RETAIL_MICROS, 20n));
  const told = await scene.database.db.select().from(hostEvents).where(eq(hostEvents.hostId, lease.hostId));
  expect(told.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["unreachable_outside", "reachable_outside"]));
  const changes = await scene.database.db.select().from(probeChanges).where(eq(probeChanges.leaseId, lease.id));
  expect(changes.map(({ probe, answers }) => `${probe} ${answers}`).sort()).toEqual([
    "a false",
    "a true",
    "b false",
    "b true",
  ]);
});

test("one probe alone decides nothing, neither that it is away nor that it is back", async () => {
  const { lease, out, container, tenSeconds, end, state } = await running();
  for (let round = 0; round < 4; round++) {
    await container.runFor(10);
    await eyes.round("a", out);
    await eyes.round("b");
    expect(await judge()).toBe(0);
  }
  await tenSeconds(out);
  expect(await tenSeconds(out)).toBe(1);
  await container.runFor(10);
  await eyes.round("a");
  await eyes.round("b", out);
  await container.beat();
  expect(await state()).toBe("unreachable");
  await eyes.rounds();
  await container.beat();
  expect(await state()).toBe("running");
  await end();
  expect((await scene.read(lease)).billedThrough).toEqual((await scene.read(lease)).endedAt);
});

test("probes that are silent, stopped or replaced do not count, and with one left the host's word decides", async () => {
  const { out, container, tenSeconds, end, state } = await running();
  await tenSeconds(out);
  await scene.database.db.update(probes).set({ stoppedAt: scene.now }).where(eq(probes.name, "b"));
  expect(await tenSeconds(out)).toBe(0);
  await scene.database.db.update(probes).set({ stoppedAt: null }).where(eq(probes.name, "b"));
  expect(await judge()).toBe(1);
  await container.runFor(35);
  await eyes.round("a", out);
  await container.beat();
  expect(await state()).toBe("running");
  expect(await judge()).toBe(0);
  await end();
});

test("probes that lose most operators' hosts at once are not believed", async () => {
  const { out, tenSeconds, container, end, state } = await running();
  await tenSeconds(out);
  await container.runFor(10);
  await eyes.rounds(out);
  const [tally] = await scene.database.db.select().from(probes).where(eq(probes.name, "b"));
  expect(tally).toMatchObject({ leases: 1, failing: 1, operators: 1, operatorsFailing: 1 });
  await scene.database.db.update(probes).set({ operators: 4, operatorsFailing: 3 }).where(eq(probes.name, "b"));
  expect(await judge()).toBe(0);
  await scene.database.db.update(probes).set({ operators: 4, operatorsFailing: 2 }).where(eq(probes.name, "b"));
  expect(await judge()).toBe(1);
  await eyes.rounds();
  await container.beat();
  expect(await state()).toBe("running");
  await end();
});

test("a name that another run has taken over tells nothing more", async () => {
  const { end } = await running();
  const [before] = await scene.database.db.select().from(probes).where(eq(probes.name, "a"));
  await scene.pass(1);
  const other = new TestProbes(scene.database.db);
  await other.start("a");
  expect(await eyes.round("a")).toBe(false);
  expect(await beatProbe(scene.database.db, "a", before!.startedAt)).toBe(false);
  expect(await other.round("a")).toBe(true);
  await stopProbe(scene.database.db, "a", before!.startedAt);
  expect((await scene.database.db.select().from(probes).where(eq(probes.name, "a")))[0]?.stoppedAt).toBeNull();
  await end();
});

test("a container that was replaced while nobody reached it ends its lease, whatever the probes say", async () => {
  const { lease, out, tenSeconds, container, state } = await running();
  await tenSeconds(out);
  await tenSeconds(out);
  await eyes.rounds();
  await container.beat({ containerId: "another" });
  expect(await state()).toBe("ended");
  await scene.tick();
  expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 10n));
});
