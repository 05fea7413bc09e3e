import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RENTAL_IMAGE } from "../bin/engine/rental-image";
import type { Finding } from "./doctor/finding";
import { runAgent } from "./testing/process";
import { PATIENCE_MS, Rig } from "./testing/rig";

let rig: Rig;

beforeAll(async () => {
  rig = await Rig.open("doctor", { liveRestore: false });
}, 240_000);
afterAll(() => rig?.close(), PATIENCE_MS);

const file = (name: string) => join(rig.engine.agentStateDir, name);

async function examine(env: Record<string, string> = {}, flags: string[] = []) {
  const { code, output } = await runAgent(["doctor", "--json", "--state-dir", rig.engine.agentStateDir, ...flags], env);
  const { findings } = JSON.parse(output) as { findings: Finding[] };
  const of = (check: string) => findings.find((finding) => finding.check === check);
  return { code, of, failed: findings.filter(({ status }) => status === "fail").map(({ check }) => check) };
}

/** What the doctor finds while a file of the state directory is another. */
async function withFile(name: string, change: (text: string) => string) {
  const before = readFileSync(file(name), "utf8");
  writeFileSync(file(name), change(before));
  try {
    return await examine();
  } finally {
    writeFileSync(file(name), before);
  }
}

test("a host whose agent runs is found sound, without disturbing it", async () => {
  const { code, of, failed } = await examine();
  expect(failed).toEqual([]);
  expect(code).toBe(0);
  expect(of("agent")?.says).toContain("is running");
  expect(of("accelerators")?.says).toContain("8 SIMULATED");
  expect(of("live-restore")).toMatchObject({ status: "warn", todo: expect.stringContaining("daemon.json") });
  const reported = rig.platform.reports.length;
  await rig.until(() => rig.platform.reports.length > reported + 1);
  expect(rig.platform.refusals.filter((refusal) => refusal.includes("replayed"))).toEqual([]);
});

test("without its agent the key is tried at the platform, and the agent goes on afterwards", async () => {
  await rig.agent.end("SIGTERM");
  const { code, of } = await examine();
  expect(code).toBe(0);
  expect(of("agent")?.status).toBe("warn");
  expect(of("signature")).toMatchObject({ status: "ok", says: expect.stringContaining("knows this host") });
  const { enrolment } = rig.platform;
  rig.platform.enrolment = null;
  const refused = await examine();
  expect(refused).toMatchObject({ code: 1, failed: ["signature"] });
  rig.platform.enrolment = enrolment;
  await rig.start();
  expect(rig.platform.refusals.filter((refusal) => refusal.includes("replayed"))).toEqual([]);
});

test("a key that others can read, that is damaged or that is gone is found", async () => {
  chmodSync(file("key"), 0o644);
  expect(await examine()).toMatchObject({ code: 1, failed: ["key"] });
  chmodSync(file("key"), 0o600);
  expect((await withFile("key", () => "nonsense")).of("key")?.says).toContain("is damaged");
  expect((await withFile("identity.json", () => "{")).of("enrolment")?.status).toBe("fail");
});

test("a platform that cannot be found, reached, trusted or understood is told apart", async () => {
  const at = (url: string) => withFile("identity.json", (text) => JSON.stringify({ ...JSON.parse(text), url }));
  expect((await at("https://platform.invalid")).failed).toEqual(["platform name"]);
  expect((await at("http://127.0.0.1:1")).failed).toEqual(["platform port"]);
  // no TLS there
  expect((await at(rig.platform.url.replace("http:", "https:"))).failed).toEqual(["platform TLS"]);
  const wrong = createServer((_, response) => {
    response.writeHead(503, { date: new Date(Date.now() - 3_600_000).toUTCString() });
    response.end();
  });
  await new Promise<void>((settle) => wrong.listen(0, "127.0.0.1", settle));
  const answer = await at(`http://127.0.0.1:${(wrong.address() as AddressInfo).port}`);
  wrong.close();
  expect(answer.failed).toEqual(["platform", "clock"]);
  expect(answer.of("clock")?.says).toMatch(/3\d{3} s fast/);
});

test("an engine without the rental image or room on its disk, one that is dead and none at all are found", async () => {
  const short = await examine({ OPENHALL_RENTAL_IMAGE: "localhost/nowhere:1", OPENHALL_DISK_FLOOR_GIB: "1000000" });
  expect(short.failed).toEqual(["rental image", "disk"]);
  expect((await examine({}, ["--docker-socket", file("identity.json")])).failed).toEqual(["engine socket"]);
  const foreign = await rig.engine.docker.createContainer({
    Image: RENTAL_IMAGE,
    Labels: { "openhall.host": "hst_other" },
  });
  expect((await examine()).of("other agents")).toMatchObject({
    status: "warn",
    says: expect.stringContaining("hst_other"),
  });
  await foreign.remove();
  await rig.engine.kill();
  const dead = await examine();
  expect(dead).toMatchObject({ code: 1, failed: ["engine"] });
  expect(dead.of("engine")?.todo).toContain("systemctl start docker");
  await rig.startEngine();
  expect((await examine()).failed).toEqual([]);
});

test("in words it says what to do, line by line", async () => {
  const { code, output } = await runAgent(["doctor", "--state-dir", join(rig.key.stateDir, "nowhere")]);
  expect(code).toBe(1);
  expect(output).toMatch(/^fail +enrolment +There is no state directory/m);
  expect(output).toContain('→ Run "enroll" with a token');
  expect((await runAgent(["doctor", "--verbosely"])).code).toBe(2);
  expect((await runAgent(["doctor", "--address", "not an address"])).code).toBe(2);
});
