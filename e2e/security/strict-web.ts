import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { root } from "@/bin/dependencies.mjs";
import { Stack } from "@/bin/stack/stack";
import { findFreePort } from "@/db/cluster";
import type { World } from "./world";

/** The limits on how often, and the server with its bounds, which came to the product after this proof. */
export const isLimited = existsSync(path.join(root, "lib/security/rate-limit.ts"));
export const isBounded = existsSync(path.join(root, "web/server.ts"));

export interface AnotherWeb {
  origin: string;
  /** The cookies as this process calls them: their names bear its port. */
  ownCookie(cookie: string): string;
  stop(): Promise<void>;
}

/** Another process of the same installation that counts as production does, where the world's own lets a proof ask as often as it must. */
export async function openStrictWeb(world: World): Promise<AnotherWeb> {
  const strict = await openAnotherWeb(world, { OPENHALL_RATE_LIMIT_FACTOR: "1" });
  // what the world's own web has counted counts for all of an installation
  await world.database.pool.query("delete from rate_limits");
  return strict;
}

/** Another process of the same installation under other settings. */
export async function openAnotherWeb(world: World, more: Record<string, string>): Promise<AnotherWeb> {
  const { record } = world.stack;
  const port = await findFreePort();
  const origin = `http://localhost:${port}`;
  const dir = path.join(world.stack.dir, `web-${port}`);
  mkdirSync(dir, { recursive: true });
  const settings = { ...record.settings, NEXTAUTH_URL: origin, ...more };
  const stack = Stack.save(dir, { ...record, url: origin, settings });
  await stack.startWeb();
  return {
    origin,
    ownCookie: (cookie) => cookie.replaceAll(/openhall-\d+-/g, `openhall-${port}-`),
    stop: () => stack.processes.end("web", "SIGTERM"),
  };
}
