import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Rig } from "./rig";

interface Removal {
  bridge: string;
  /** Settles once the bridge is there. */
  make: () => Promise<unknown>;
  remove: () => void;
}

/** Kills the engine in the middle of removing a network: its bridge is gone, its firewall rules are not, and it is not forgotten yet. */
export async function cutRemoval(rig: Rig, { bridge, make, remove }: Removal): Promise<void> {
  const args = [`--net=/run/netns/${rig.paths.netns}`, "ip", "monitor", "link"];
  const monitor = spawn("nsenter", args, { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface(monitor.stdout)[Symbol.asyncIterator]();
  const seen = async (pattern: RegExp): Promise<void> => {
    for (;;) {
      const { done, value } = await lines.next();
      if (done) throw new Error("The monitor has ended.");
      if (pattern.test(value)) return;
    }
  };
  try {
    await make();
    await seen(new RegExp(bridge));
    remove();
    await seen(new RegExp(`Deleted \\d+: ${bridge}:`));
    process.kill(Number(readFileSync(rig.paths.pidFile, "utf8")), "SIGKILL");
  } finally {
    monitor.kill("SIGKILL");
  }
  await rig.engine.kill();
}
