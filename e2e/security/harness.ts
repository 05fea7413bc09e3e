import "./resolve-next";
import { test as base, expect } from "@playwright/test";
import { runAudit } from "../fixtures/audit";
import { Caller as HttpCaller } from "./http";
import { openWorld, type World } from "./world";

interface RunFixtures {
  /** Everybody and everything, once for all files of a run. */
  world: World;
  http: HttpCaller;
}

interface TestFixtures {
  expectSoundBooks: () => Promise<void>;
}

export const test = base.extend<TestFixtures, RunFixtures>({
  world: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants an object pattern here
    async ({}, use) => {
      const world = await openWorld();
      await use(world);
      await world.stop();
    },
    { scope: "worker", timeout: 300_000 },
  ],
  http: [
    async ({ world }, use) => {
      const http = new HttpCaller(world.stack.record.url);
      await use(http);
      http.close();
    },
    { scope: "worker" },
  ],
  expectSoundBooks: async ({ world }, use) => {
    await use(async () => {
      const { code, output } = await runAudit(world.stack);
      expect(code, output).toBe(0);
    });
  },
});

export { expect };
