import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const dir = mkdtempSync(path.join(tmpdir(), "stand-in-"));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(dir, { recursive: true, force: true });
});

function run(args: string[]) {
  const child = spawn(process.execPath, ["--import", "tsx", "stand-ins/stripe/main.ts", ...args], { cwd: root });
  children.push(child);
  const output = { text: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output.text += chunk;
    });
  }
  return { child, output };
}

test("the process starts, answers and keeps its state when it is ended", async () => {
  const state = path.join(dir, "stripe.json");
  const { child, output } = run(["--port", "0", "--state", state]);
  await expect.poll(() => output.text, { timeout: 15_000 }).toMatch(/listens on http:\/\/127\.0\.0\.1:\d+/);
  const [url] = /http:\S+/.exec(output.text)!;
  expect((await fetch(`${url}/_stand-in/clock`)).status).toBe(200);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(existsSync(state)).toBe(true);
});

test.each([
  ["a port that is none", ["--port", "many"], "--port many is not a port."],
  ["a webhook without a secret", ["--webhook", "http://127.0.0.1:1"], "Webhooks need --secret"],
  ["an option that it does not have", ["--colour"], "--colour"],
])("the process refuses %s and shows how it is used", async (_, args, words) => {
  const { child, output } = run(args);
  const [code] = await once(child, "close");
  expect(code).toBe(2);
  expect(output.text).toContain(words);
  expect(output.text).toContain("--thin-webhook URL");
});
