import { readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ENROL_TOKEN, TestPlatform } from "../testing/platform";
import { type AgentProcess, runAgent, startAgent, temporaryDir } from "../testing/process";
import { parseScrape } from "../testing/prometheus";

const stateDir = temporaryDir("telemetry");
const place = ["--state-dir", stateDir, "--docker-socket", join(stateDir, "none.sock")];
let platform: TestPlatform;
let agent: AgentProcess;

const start = (...flags: string[]) => startAgent(["run", ...place, ...flags], { OPENHALL_TELEMETRY_SAMPLE_MS: "300" });

async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not in time: ${condition}\n${agent.output()}`);
    await sleep(20);
  }
}

const spooled = () => readdirSync(join(stateDir, "spool")).length;
const numbers = () => platform.batches.map(({ run, batch }) => run * 1e6 + batch);

beforeAll(async () => {
  platform = await new TestPlatform().start();
  const flags = ["--url", platform.url, "--token", ENROL_TOKEN, "--simulate", "h100-sxm-8"];
  expect(await runAgent(["enroll", ...flags, ...place])).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await agent?.end("SIGKILL");
  platform.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

test("an agent tells what its accelerators show, in batches of some samples each", async () => {
  agent = start();
  await until(() => platform.batches.length >= 2);
  const [first] = platform.batches;
  expect(first?.accelerators).toHaveLength(8);
  for (const { samples } of first!.accelerators) expect(samples).toHaveLength(3);
  expect(first?.accelerators[0]?.samples[0]).toMatchObject({ utilisationPercent: 0, eccUncorrected: 0 });
});

test("killed while the platform is away, it sends what it had sampled after its restart, in order and once", async () => {
  platform.isDown = true;
  const sent = platform.batches.length;
  await until(() => spooled() >= 4);
  await agent.end("SIGKILL");
  const left = spooled();
  expect(left).toBeGreaterThanOrEqual(4);
  agent = start();
  await until(() => spooled() > left);
  expect(platform.batches.length).toBe(sent);
  platform.isDown = false;
  const runs = () => new Set(platform.batches.slice(sent).map(({ run }) => run));
  await until(() => platform.batches.length >= sent + left && runs().size === 2);
  expect(numbers()).toEqual([...new Set(numbers())].sort((a, b) => a - b));
  expect(platform.refusals).toEqual([]);
  const late = platform.batches[sent]!.accelerators[0]!.samples[0]!;
  expect(late.ageMs).toBeGreaterThan(300);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
  const { port } = server.address() as { port: number };
  await new Promise((settle) => server.close(settle));
  return port;
}

test("asked to, it serves its figures as Prometheus reads them, and what it was not told is absent", async () => {
  await agent.end("SIGTERM");
  const port = await freePort();
  agent = start("--metrics-port", String(port));
  const ask = async () => parseScrape(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
  await until(() => agent.output().includes('"event":"metrics"'));
  await until(async () => (await ask()).some(({ name }) => name === "openhall_agent_accelerator_temperature_celsius"));
  await until(async () => (await ask()).some(({ name }) => name === "openhall_agent_report_age_seconds"));
  const samples = await ask();
  const temperatures = samples.filter(({ name }) => name === "openhall_agent_accelerator_temperature_celsius");
  expect(temperatures).toHaveLength(8);
  expect(temperatures[0]?.labels).toMatchObject({ index: "0", simulated: "true", model: "NVIDIA H100 80GB HBM3" });
  expect(temperatures.every(({ value }) => value > 20 && value < 90)).toBe(true);
  const value = (name: string) => samples.find((sample) => sample.name === name)?.value;
  expect(value("openhall_agent_spool_bytes")).toBeGreaterThanOrEqual(0);
  expect(value("openhall_agent_telemetry_dropped_samples_total")).toBe(0);
  expect(value("openhall_agent_report_age_seconds")).toBeLessThan(60);
  expect((await fetch(`http://127.0.0.1:${port}/else`)).status).toBe(404);
});

test("a port or an address for figures that is none is refused with the flag's name", async () => {
  for (const flags of [
    ["--metrics-port", "x"],
    ["--metrics-port", "70000"],
    ["--metrics-port", "1", "--metrics-address", "all"],
  ]) {
    const { code, output } = await runAgent(["run", ...place, ...flags]);
    expect([code, output]).toEqual([2, expect.stringContaining(flags.at(-2)!)]);
  }
});
