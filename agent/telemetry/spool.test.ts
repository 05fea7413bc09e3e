import { appendFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { telemetryBatch } from "@/lib/core/contracts/telemetry";
import { NOTHING_SAID } from "../accelerators/figures";
import { temporaryDir } from "../testing/process";
import { type Instant, Spool } from "./spool";

const dirs: string[] = [];
const newDir = () => {
  const dir = temporaryDir("spool");
  dirs.push(dir);
  return dir;
};
afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
});

const at = (ms: number, change: Partial<Instant> = {}): Instant => ({ wallMs: ms, upMs: ms, bootId: "b1", ...change });
const figures = (temperatureC: number) => new Map([["GPU-1", { ...NOTHING_SAID, temperatureC }]]);

test("batches come out in the order in which they were sampled, over restarts, with their numbers and ages", async () => {
  const dir = newDir();
  const first = await Spool.open(dir, 7);
  await first.append(figures(40), at(0));
  await first.append(figures(41), at(10_000));
  await first.seal();
  await first.append(figures(42), at(20_000));
  const second = await Spool.open(dir, 8);
  await second.append(figures(43), at(30_000));
  await second.seal();
  const sent = [];
  for (let batch = await second.oldest(at(60_000)); batch; batch = await second.oldest(at(60_000))) {
    expect(telemetryBatch.safeParse(batch).success).toBe(true);
    sent.push([batch.run, batch.batch, batch.accelerators[0]!.samples.map((one) => [one.temperatureC, one.ageMs])]);
    await second.forget(batch);
  }
  expect(sent).toEqual([
    [
      7,
      1,
      [
        [40, 60_000],
        [41, 50_000],
      ],
    ],
    [7, 2, [[42, 40_000]]],
    [8, 1, [[43, 30_000]]],
  ]);
  expect(readdirSync(join(dir, "spool"))).toEqual([]);
});

test("a line that was cut when the process was killed costs that line alone", async () => {
  const dir = newDir();
  const killed = await Spool.open(dir, 1);
  await killed.append(figures(40), at(0));
  appendFileSync(join(dir, "spool", readdirSync(join(dir, "spool"))[0]!), '{"uuid":"GPU-1","wallMs":10');
  const batch = await (await Spool.open(dir, 2)).oldest(at(1_000));
  expect(batch?.accelerators[0]?.samples).toHaveLength(1);
});

test("a full spool gives up its oldest batches and counts their samples", async () => {
  const spool = await Spool.open(newDir(), 1, 1_000);
  for (let i = 0; i < 20; i += 1) {
    await spool.append(figures(i), at(i * 10_000));
    await spool.seal();
    expect(spool.bytes).toBeLessThanOrEqual(1_000);
  }
  const oldest = await spool.oldest(at(200_000));
  expect(oldest?.batch).toBe(spool.dropped + 1);
  expect(oldest?.dropped).toBe(spool.dropped);
  expect(spool.dropped).toBeGreaterThan(10);
});

test("what is older than the platform takes is given up, by the monotonic clock where the host has not booted since", async () => {
  const spool = await Spool.open(newDir(), 1);
  await spool.append(figures(1), at(0));
  await spool.seal();
  await spool.append(figures(2), at(90_000_000));
  await spool.seal();
  expect((await spool.oldest(at(90_000_000, { wallMs: 0 })))?.batch).toBe(2);
  expect(spool.dropped).toBe(1);
});

test("a clock that was set back makes no sample younger than now", async () => {
  const spool = await Spool.open(newDir(), 1);
  await spool.append(figures(1), at(500_000));
  await spool.seal();
  const batch = await spool.oldest(at(0, { bootId: "b2" }));
  expect(batch?.accelerators[0]?.samples[0]?.ageMs).toBe(0);
});
