import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findStartedAt, isRunning, ProcessBook, stopRecorded } from "./process-record";

let folder: string;
let child: ChildProcess;

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "openhall-book-"));
  child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
  await once(child, "spawn");
});
afterEach(() => {
  child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

test("what a killed run has left is found in the book and stopped", async () => {
  new ProcessBook(path.join(folder, "book.json")).add("left", child.pid as number);
  const ended = once(child, "exit");
  expect(await stopRecorded(new ProcessBook(path.join(folder, "book.json")).list())).toEqual(["left"]);
  await ended;
});

test("a process that got the pid of a recorded one is never touched", async () => {
  const record = { name: "someone else", pid: child.pid as number, startedAt: "1" };
  expect(isRunning(record)).toBe(false);
  expect(await stopRecorded([record])).toEqual([]);
  expect(findStartedAt(record.pid)).not.toBeNull();
});

test("a process that has ended is not running", async () => {
  const record = { name: "short", pid: child.pid as number, startedAt: findStartedAt(child.pid as number) ?? "" };
  expect(isRunning(record)).toBe(true);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(isRunning(record)).toBe(false);
});
