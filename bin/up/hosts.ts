import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { openStateDir } from "@/agent/state";
import { type Engine, MissingEngineError, prepareEngine } from "@/bin/engine/prepare";
import { ensureRentalImage } from "@/bin/engine/rental-image";
import type { SeededHost } from "@/db/seed/demo-fleet";
import type { State } from "./state";

/** An engine for each host, with the rental image in it; or what is missing for that, in words for a person. */
export type PreparedEngines = { engines: Engine[]; missing: null } | { engines: []; missing: string };

export async function prepareEngines(
  names: string[],
  state: State,
  log: (line: string) => void,
): Promise<PreparedEngines> {
  const engines: Engine[] = [];
  try {
    for (const name of names) {
      engines.push(await prepareEngine({ stateDir: state.dir, name, cloneKey: state.cloneKey, log }));
    }
    for (const engine of engines) await ensureRentalImage(engine.docker, state.dir, log);
    return { engines, missing: null };
  } catch (error) {
    await Promise.all(engines.map((engine) => engine.stop()));
    const reason = (error as Error).message;
    if (error instanceof MissingEngineError) return { engines: [], missing: reason };
    return { engines: [], missing: `The container engine could not be started: ${reason}` };
  }
}

/** A shared engine is a developer's own, often in a machine that the agent cannot reach into. */
export const isolationFlags = ({ netnsPath }: Engine) =>
  netnsPath === null ? ["--unisolated"] : ["--engine-netns", netnsPath];

export interface Enrolment {
  host: SeededHost;
  engine: Engine;
  address: string;
  root: string;
  env: NodeJS.ProcessEnv;
}

/**
 * Runs `agent enroll` for a host that the database does not know; its key and id then lie in its state folder. One that was enrolled
 * before is told where the platform and its engine are now, for ports change.
 */
export async function enrolHost({ host, engine, address, root, env }: Enrolment): Promise<void> {
  const state = await openStateDir(engine.agentStateDir);
  const identity = await state.findIdentity();
  if (host.enrolToken === null) {
    if (!identity) throw new Error(`${host.name} was enrolled before, but its key is gone from ${state.path}.`);
    const { socketPath: dockerSocket, address: advertisedAddress } = engine;
    const isolation = { engineNetns: engine.netnsPath, isIsolated: engine.netnsPath !== null };
    return state.saveIdentity({ ...identity, url: address, dockerSocket, advertisedAddress, ...isolation });
  }
  // It belongs to another database than the one of this run.
  if (identity) rmSync(path.join(state.path, "identity.json"));
  const args = ["--import", "tsx", "agent/main.ts", "enroll", "--url", address, "--token", host.enrolToken];
  args.push("--simulate", host.profile, "--state-dir", engine.agentStateDir);
  args.push("--docker-socket", engine.socketPath, "--address", engine.address, ...isolationFlags(engine));
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const append = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on("data", append);
  child.stderr.on("data", append);
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${host.name} could not be enrolled (exit ${code}): ${output.trim()}`);
}

export function agentArgs(engine: Engine): string[] {
  return ["--import", "tsx", "agent/main.ts", "run", "--state-dir", engine.agentStateDir];
}
