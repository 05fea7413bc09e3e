import { readFileSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import type { Rig } from "./rig";

/** Kills the engine in the middle of removing a network: its bridge is gone, its firewall rules are not, and it is not forgotten yet. */
export async function cutRemoval(rig: Rig, bridge: string, remove: () => void): Promise<void> {
  const pid = readFileSync(rig.paths.pidFile, "utf8").trim();
  const isThere = () => readFileSync(`/proc/${pid}/net/dev`, "utf8").includes(`${bridge}:`);
  if (!isThere()) throw new Error(`There is no bridge ${bridge}.`);
  remove();
  while (isThere()) await turn();
  process.kill(Number(pid), "SIGKILL");
  await rig.engine.kill();
}
