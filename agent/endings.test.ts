import { expect, test } from "vitest";
import type { InstanceReport } from "@/lib/core/contracts/agent";
import { Endings, type HostMoment } from "./endings";

const DAY_MS = 86_400_000;

function host() {
  const disk: { text: string | null } = { text: null };
  const at: HostMoment = { bootId: "first", uptimeMs: 1_000_000, wallMs: 1_700_000_000_000 };
  const file = {
    read: async () => disk.text,
    write: async (text: string) => {
      disk.text = text;
    },
  };
  const pass = (ms: number) => {
    at.uptimeMs += ms;
    at.wallMs += ms;
  };
  return { disk, at, pass, file, start: () => Endings.open(file, () => ({ ...at })) };
}

const ending = (change: Partial<InstanceReport> = {}): InstanceReport => ({
  leaseId: "lse_1",
  incarnation: 1,
  phase: "exited",
  containerId: "c1",
  startedAt: "2026-11-24T00:00:00.000Z",
  uptimeMs: 90_000,
  endedAgoMs: 500,
  exitCode: 137,
  reason: null,
  sshPort: null,
  ...change,
});

test("an ending outlives the agent, and how long ago it was goes on by the host's uptime whatever its clock does", async () => {
  const { at, pass, start } = host();
  const first = await start();
  first.keep(ending());
  await first.settled();
  pass(20_000);
  at.wallMs -= DAY_MS;
  expect((await start()).find("lse_1", 1)).toEqual(ending({ endedAgoMs: 20_500 }));
});

test("after a reboot the wall clock tells how long ago it was, and never that it is yet to come", async () => {
  const { at, pass, start } = host();
  const first = await start();
  first.keep(ending());
  await first.settled();
  pass(60_000);
  at.bootId = "second";
  at.uptimeMs = 5_000;
  expect((await start()).find("lse_1", 1)?.endedAgoMs).toBe(60_500);
  at.wallMs -= DAY_MS;
  expect((await start()).find("lse_1", 1)?.endedAgoMs).toBe(500);
});

test("the first word holds, another container of the lease is another matter, and what runs is none", async () => {
  const { start } = host();
  const endings = await start();
  endings.keep(ending({ leaseId: "lse_2", phase: "reachable" }));
  endings.keep(ending());
  endings.keep(ending({ exitCode: 0, reason: "later" }));
  expect(endings.find("lse_2", 1)).toBe(null);
  expect(endings.find("lse_1", 1)?.exitCode).toBe(137);
  expect(endings.find("lse_1", 2)).toBe(null);
  endings.keep(ending({ incarnation: 2, phase: "failed", reason: "No image" }));
  expect(endings.find("lse_1", 1)).toBe(null);
  expect(endings.find("lse_1", 2)?.reason).toBe("No image");
});

test("it is kept until the platform no longer names the lease, and never more than 512, the oldest going first", async () => {
  const { start } = host();
  const endings = await start();
  for (let index = 0; index < 515; index++) endings.keep(ending({ leaseId: `lse_${index}` }));
  expect(endings.dropped).toBe(3);
  expect(endings.find("lse_2", 1)).toBe(null);
  endings.forgetAllBut(new Set(["lse_3"]));
  await endings.settled();
  const again = await start();
  expect([again.find("lse_3", 1)?.exitCode, again.find("lse_4", 1)]).toEqual([137, null]);
});

test("a file that is damaged, or a disk that is full, stops nothing", async () => {
  const { disk, start, file } = host();
  disk.text = '[{"report":';
  const endings = await start();
  file.write = () => Promise.reject(new Error("ENOSPC"));
  endings.keep(ending());
  await endings.settled();
  expect(endings.find("lse_1", 1)?.exitCode).toBe(137);
});
