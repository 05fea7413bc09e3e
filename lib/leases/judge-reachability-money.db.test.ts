import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { leaseEvents, leaseIntervals } from "@/db/schema";
import { EXITED, RETAIL_MICROS } from "@/db/testing/scene";
import { priceMicros } from "@/lib/core/rating/amount";
import { judgeReachability } from "./judge-reachability";
import { lookedAtScene, runLookedAt } from "./testing/looked-at";
import { watchLeases } from "./watch-leases";

const held = lookedAtScene();
const running = () => runLookedAt(held.scene, held.eyes);
const judge = () => judgeReachability(held.scene.worker());
const at = (secondsAgo: number) => new Date(Math.floor(held.scene.now.getTime() / 1_000) * 1_000 - secondsAgo * 1_000);

test("an instance that its host moves to another port is judged there anew", async () => {
  const { lease, out, tenSeconds, container, end, state } = await running();
  await tenSeconds(out);
  await tenSeconds(out);
  expect(await state()).toBe("unreachable");
  await container.beat({ sshPort: 32_900 });
  expect(await state()).toBe("running");
  await held.eyes.rounds({ ...out });
  expect(await judge()).toBe(0);
  await held.eyes.rounds();
  expect((await held.scene.read(lease)).sshPort).toBe(32_900);
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
    await held.eyes.rounds();
    await container.beat();
    expect(await state()).toBe("running");
  }
  // 60 s of single failures, then twice 10 s of being reachable before ten of silence
  expect(await end()).toBe(priceMicros(RETAIL_MICROS, 70n) + priceMicros(RETAIL_MICROS, 10n));
});

test("an instance that no probe ever reached costs nothing", async () => {
  const lease = await held.scene.buyer.launch(1);
  await held.scene.pass(2);
  const container = held.scene.container(lease);
  await container.beat();
  const out = { [lease.id]: "refused the connection" };
  for (let round = 0; round < 2; round++) {
    await container.runFor(5);
    await held.eyes.rounds(out);
  }
  expect(await judge()).toBe(1);
  await container.runFor(10);
  await container.beat(EXITED);
  await held.scene.tick();
  expect(await held.scene.chargedFor(lease)).toBe(0n);
});

test("an agent's silence stalls the proof and ends in unreachable though the probes reach the instance", async () => {
  const { lease, container, end, state } = await running();
  await container.runFor(10);
  for (let round = 0; round < 5; round++) {
    await held.scene.pass(10);
    await held.eyes.rounds();
    await judge();
    await watchLeases(held.scene.worker());
  }
  expect(await state()).toBe("unreachable");
  const [event] = await held.scene.database.db
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
  await held.eyes.rounds(out);
  const declared = await Promise.all([judge(), judge(), judge()]);
  await judge();
  expect(declared.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1);
  const events = await held.scene.database.db.select().from(leaseEvents).where(eq(leaseEvents.leaseId, lease.id));
  expect(events.filter(({ kind }) => kind === "lease.unreachable")).toHaveLength(1);
  await end();
});

test("an hour's end between the first failed look and the judgement bills nothing that is then taken away", async () => {
  const { lease, out, tenSeconds, container, end } = await running();
  const hour = new Date(Math.ceil(held.scene.now.getTime() / 3_600_000) * 3_600_000);
  await container.runFor(Math.floor((hour.getTime() - held.scene.now.getTime()) / 1_000) - 8, 20);
  await held.eyes.rounds(out);
  const silentAt = at(0);
  await container.runFor(10);
  await held.scene.tick();
  expect((await held.scene.read(lease)).billedThrough.getTime()).toBeLessThan(silentAt.getTime());
  await held.eyes.rounds(out);
  expect(await judge()).toBe(1);
  const [open] = (
    await held.scene.database.db.select().from(leaseIntervals).where(eq(leaseIntervals.leaseId, lease.id))
  ).filter(({ during }) => during.to === null);
  expect(open).toMatchObject({ state: "unreachable", during: { from: silentAt } });
  await tenSeconds();
  await end();
});
