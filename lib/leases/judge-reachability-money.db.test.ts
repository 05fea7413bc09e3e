import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { leaseEvents, leaseIntervals, probeOpinions, probes } from "@/db/schema";
import { EXITED, RETAIL_MICROS, Scene } from "@/db/testing/scene";
import { priceMicros } from "@/lib/core/rating/amount";
import { replayBills } from "@/lib/metering/replay-bills";
import { judgeReachability } from "./judge-reachability";
import { runLookedAt } from "./testing/looked-at";
import { TestProbes } from "./testing/probes";
import { watchLeases } from "./watch-leases";

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

test("an instance that its host moves to another port is judged there anew", async () => {
  const { lease, out, tenSeconds, container, end, state } = await running();
  await tenSeconds(out);
  await tenSeconds(out);
  expect(await state()).toBe("unreachable");
  await container.beat({ sshPort: 32_900 });
  expect(await state()).toBe("running");
  await eyes.rounds({ ...out });
  expect(await judge()).toBe(0);
  await eyes.rounds();
  expect((await scene.read(lease)).sshPort).toBe(32_900);
  await end();
});

test("what flaps is counted anew each time, and every span that was not reachable is free", async () => {
  const { out, tenSeconds, container, end, state } = await running();
  for (let time = 0; time < 3; time++) {
    await tenSeconds(out);
    await tenSeconds();
    expect(await state()).toBe("running");
  }
  for (let time = 0; time < 2; time++) {
    await tenSeconds(out);
    expect(await tenSeconds(out)).toBe(1);
    await eyes.rounds();
    await container.beat();
    expect(await state()).toBe("running");
  }
  // 60 s of single failures, then twice 10 s of being reachable before ten of silence
  expect(await end()).toBe(priceMicros(RETAIL_MICROS, 70n) + priceMicros(RETAIL_MICROS, 10n));
});

test("an instance that no probe ever reached costs nothing", async () => {
  const lease = await scene.buyer.launch(1);
  await scene.pass(2);
  const container = scene.container(lease);
  await container.beat();
  const out = { [lease.id]: "refused the connection" };
  for (let round = 0; round < 2; round++) {
    await container.runFor(5);
    await eyes.rounds(out);
  }
  expect(await judge()).toBe(1);
  await container.runFor(10);
  await container.beat(EXITED);
  await scene.tick();
  expect(await scene.chargedFor(lease)).toBe(0n);
});

test("an agent's silence stalls the proof and ends in unreachable though the probes reach the instance", async () => {
  const { lease, container, end, state } = await running();
  await container.runFor(10);
  for (let round = 0; round < 5; round++) {
    await scene.pass(10);
    await eyes.rounds();
    await judge();
    await watchLeases(scene.worker());
  }
  expect(await state()).toBe("unreachable");
  const [event] = await scene.database.db
    .select()
    .from(leaseEvents)
    .where(eq(leaseEvents.leaseId, lease.id))
    .then((events) => events.filter(({ kind }) => kind === "lease.unreachable"));
  expect(event?.source).toBe("platform");
  await container.beat();
  expect(await state()).toBe("running");
  expect(await end()).toBe(priceMicros(RETAIL_MICROS, 10n));
});

test("two workers that judge at once declare it once", async () => {
  const { lease, out, tenSeconds, container, end } = await running();
  await tenSeconds(out);
  await container.runFor(10);
  await eyes.rounds(out);
  const declared = await Promise.all([judge(), judge(), judge()]);
  await judge();
  expect(declared.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1);
  const events = await scene.database.db.select().from(leaseEvents).where(eq(leaseEvents.leaseId, lease.id));
  expect(events.filter(({ kind }) => kind === "lease.unreachable")).toHaveLength(1);
  await end();
});

test("an hour's end between the first failed look and the judgement bills nothing that is then taken away", async () => {
  const { lease, out, tenSeconds, container, end } = await running();
  const hour = new Date(Math.ceil(scene.now.getTime() / 3_600_000) * 3_600_000);
  await container.runFor(Math.floor((hour.getTime() - scene.now.getTime()) / 1_000) - 8, 20);
  await eyes.rounds(out);
  const silentAt = at(0);
  await container.runFor(10);
  await scene.tick();
  expect((await scene.read(lease)).billedThrough.getTime()).toBeLessThan(silentAt.getTime());
  await eyes.rounds(out);
  expect(await judge()).toBe(1);
  const [open] = (
    await scene.database.db.select().from(leaseIntervals).where(eq(leaseIntervals.leaseId, lease.id))
  ).filter(({ during }) => during.to === null);
  expect(open).toMatchObject({ state: "unreachable", during: { from: silentAt } });
  await tenSeconds();
  await end();
});
