import { DrizzleQueryError } from "drizzle-orm/errors";
import { expect, test, vi } from "vitest";
import { createLog } from "./log";
import { inRequest } from "./request-scope";

test("secrets never reach the log, at the top or nested", () => {
  vi.stubEnv("LOG_LEVEL", "info");
  const lines: string[] = [];
  const log = createLog("test", { write: (line) => void lines.push(line) });
  log.info({ token: "t-1", headers: { authorization: "a-1", cookie: "c-1", "set-cookie": "s-1" } }, "one");
  log.info({ request: { body: { password: "p-1", email: "kept@example.com" } } }, "two");
  const text = lines.join("");
  for (const secret of ["t-1", "a-1", "c-1", "s-1", "p-1"]) expect(text).not.toContain(secret);
  expect(text).toContain("kept@example.com");
});

test("a failed query is told with its cause and place, and without its values", () => {
  vi.stubEnv("LOG_LEVEL", "info");
  const lines: string[] = [];
  const log = createLog("test", { write: (line) => void lines.push(line) });
  const cause = new Error("deadlock detected");
  log.error(
    { err: new DrizzleQueryError("insert into users values ($1)", ["$argon2id$secret\n    at home"], cause) },
    "x",
  );
  const text = lines.join("");
  for (const value of ["argon2id", "at home"]) expect(text).not.toContain(value);
  for (const kept of ["insert into users", "deadlock detected", "log.test.ts"]) expect(text).toContain(kept);
});

test("what is logged within a request or a job's round says its id once, and outside of one says none", () => {
  vi.stubEnv("LOG_LEVEL", "info");
  const lines: string[] = [];
  const log = createLog("test", { write: (line) => void lines.push(line) });
  log.info("outside");
  inRequest("req_1", () => log.info({ count: 1 }, "inside"));
  inRequest("req_1", () => log.info({ requestId: "req_2" }, "its own"));
  expect(lines.map((line) => JSON.parse(line).requestId)).toEqual([undefined, "req_1", "req_2"]);
  expect(lines.map((line) => line.match(/requestId/g)?.length ?? 0)).toEqual([0, 1, 1]);
});
