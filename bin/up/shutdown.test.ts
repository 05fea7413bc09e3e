import { expect, test } from "vitest";
import { Shutdown } from "./shutdown";

test("who uses something is stopped before it, whatever the order of starting", async () => {
  const stopped: string[] = [];
  const shutdown = new Shutdown(() => undefined);
  for (const rank of ["web", "postgres", "agents", "engines", "worker"] as const) {
    shutdown.add(rank, async () => stopped.push(rank));
  }
  await shutdown.run();
  expect(stopped).toEqual(["agents", "worker", "web", "engines", "postgres"]);
});

test("one that fails to stop is named and does not keep the others running", async () => {
  const lines: string[] = [];
  const stopped: string[] = [];
  const shutdown = new Shutdown((line) => lines.push(line));
  shutdown.add("worker", async () => Promise.reject(new Error("stuck")));
  shutdown.add("postgres", async () => stopped.push("postgres"));
  await Promise.all([shutdown.run(), shutdown.run()]);
  expect(lines.join()).toContain("Stopping worker: Error: stuck");
  expect(stopped).toEqual(["postgres"]);
});
