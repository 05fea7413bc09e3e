import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { root } from "@/bin/dependencies.mjs";
import { Stack } from "@/bin/stack/stack";
import { findFreePort } from "@/db/cluster";
import type { World } from "./world";

/** The limits on how often, and the server with its bounds, which came to the product after this proof. */
export const isLimited = existsSync(path.join(root, "lib/security/rate-limit.ts"));
export const isBounded = existsSync(path.join(root, "web/server.ts"));

/** Another process of the same installation that counts as production does, where the world's own lets a proof ask as often as it must. */
export async function openStrictWeb(world: World): Promise<{ origin: string; stop(): Promise<void> }> {
  const { record } = world.stack;
  const origin = `http://localhost:${await findFreePort()}`;
  const dir = path.join(world.stack.dir, "strict");
  mkdirSync(dir, { recursive: true });
  const settings = { ...record.settings, NEXTAUTH_URL: origin, OPENHALL_RATE_LIMIT_FACTOR: "1" };
  const stack = Stack.save(dir, { ...record, url: origin, settings });
  await stack.startWeb();
  // what the world's own web has counted counts for all of an installation
  await world.database.pool.query("delete from rate_limits");
  return { origin, stop: () => stack.processes.end("web", "SIGTERM") };
}
