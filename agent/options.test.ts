import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { AgentError } from "./errors";
import { parseAddress, parseSocket, parseToken, parseUrl } from "./options";
import { openStateDir } from "./state";

const dir = mkdtempSync(join(tmpdir(), "openhall-options-"));
afterAll(() => rmSync(dir, { recursive: true }));

test("the socket is the flag's, else DOCKER_HOST's where that is set, else the usual one", () => {
  expect(parseSocket("/run/a.sock", "unix:///run/b.sock")).toBe("/run/a.sock");
  expect(parseSocket(undefined, "unix:///run/b.sock")).toBe("/run/b.sock");
  expect(parseSocket(undefined, "")).toBe("/var/run/docker.sock");
});

describe("a flag that is empty or of the wrong shape is named", () => {
  test.each([
    ["--docker-socket", () => parseSocket("")],
    ["--docker-socket", () => parseSocket("tcp://10.0.0.1:2375")],
    ["--url", () => parseUrl("")],
    ["--url", () => parseUrl("https://name:password@openhall.example")],
    ["--url", () => parseUrl("http://openhall.example")],
    ["--token", () => parseToken("")],
    ["--address", () => parseAddress("10.0.0.1 -oProxyCommand=id")],
    ["--address", () => parseAddress("-oProxyCommand=id")],
  ])("%s", (flag, read) => {
    expect(read).toThrow(flag);
    expect(read).toThrow(AgentError);
  });
});

test("a state directory is never the working directory by accident, and a damaged file is named", async () => {
  await expect(openStateDir("")).rejects.toThrow("--state-dir is empty");
  for (const name of ["identity.json", "key", "run"]) writeFileSync(join(dir, name), "{");
  const state = await openStateDir(dir);
  await expect(state.findIdentity()).rejects.toThrow(/identity\.json is damaged/);
  await expect(state.key()).rejects.toThrow(/key is damaged/);
  await expect(state.nextRun()).rejects.toThrow(/run is damaged/);
});
