import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ENROL_TOKEN, TestPlatform } from "../testing/platform";
import { runAgent, temporaryDir } from "../testing/process";

const stateDir = temporaryDir("enroll");
let platform: TestPlatform;

beforeAll(async () => {
  platform = await new TestPlatform().start();
});

afterAll(() => {
  platform.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

test("enrolment tells each mistake apart, by message and exit code", async () => {
  const enroll = (flags: Record<string, string>) => {
    const all = { url: platform.url, token: ENROL_TOKEN, "state-dir": stateDir, ...flags };
    return runAgent(["enroll", ...Object.entries(all).flatMap(([name, value]) => [`--${name}`, value])]);
  };
  const results = await Promise.all([
    enroll({ token: "oh_enrol_wrongwrongwrong" }),
    enroll({ url: "http://127.0.0.1:9" }),
    enroll({ simulate: "h100-sxm-9000" }),
    enroll({ url: "openhall" }),
  ]);
  expect(results.map(({ code }) => code)).toEqual([3, 4, 2, 2]);
  expect(results[0]?.output).toContain("unknown or used up");
  expect(results[1]?.output).toContain("cannot be reached");
  expect(results[2]?.output).toContain("h100-sxm-8");
  expect(results[3]?.output).toContain("--url");
});
