import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import tls from "node:tls";
import { expect, test } from "vitest";
import { createLog } from "@/lib/log";
import config from "@/next.config.js";

const at = (file: string) => path.resolve(import.meta.dirname, "..", file);
const isThere = (file: string) => existsSync(at(file));
const read = (file: string) => readFileSync(at(file), "utf8");

test("every answer forbids guessing its type and being framed, and tells other sites no address", async () => {
  const all = (await config.headers!()).find(({ source }) => source === "/:path*");
  const headers = Object.fromEntries(all!.headers.map(({ key, value }) => [key.toLowerCase(), value]));
  expect(headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
  });
  expect(config.poweredByHeader).toBe(false);
});

test("an image holds no history, no settings, no tests, and runs in production as nobody special", () => {
  const left = read(".dockerignore").split("\n");
  for (const name of [".git", ".env", ".env.*", ".openhall", "e2e", "**/*.test.ts"]) expect(left).toContain(name);
  const image = read("Dockerfile");
  const production = image.slice(image.indexOf("AS production"));
  expect(production).toContain("NODE_ENV=production");
  expect(production).toContain("--omit=dev");
  expect(production).toContain("USER node");
  expect(production).not.toMatch(/COPY.*(stand-ins|e2e|proof|db\/testing)/);
});

test("the settings that come with the code hold no secret", () => {
  const set = read(".env.example")
    .split("\n")
    .filter((line) => /^[A-Z_]+=./.test(line));
  expect(set.filter((line) => /SECRET|PASSWORD|KEY|TOKEN|URL/.test(line))).toEqual([]);
});

test("what we connect to speaks TLS 1.2 or newer", () => {
  expect(tls.DEFAULT_MIN_VERSION).toBe("TLSv1.2");
  expect(tls.DEFAULT_MAX_VERSION).toBe("TLSv1.3");
  for (const file of ["package.json", "Dockerfile", "web/main.ts", "worker/main.ts", "agent/main.ts"].filter(isThere))
    expect(read(file)).not.toMatch(/tls-min|DEFAULT_MIN_VERSION|TLSv1(\.1)?\b/);
});

test("no value begins a line of the log", () => {
  const lines: string[] = [];
  const log = createLog("test", { write: (line: string) => void lines.push(line) });
  log.level = "info";
  log.info({ name: 'x"}\n{"level":60,"msg":"forged"}\r\n\u2028' }, 'and\n{"level":60}');
  expect(lines).toHaveLength(1);
  expect(lines[0]!.trimEnd().split(/[\n\r]/)).toHaveLength(1);
});
