import { rmSync } from "node:fs";
import path from "node:path";
import { enginePaths } from "@/bin/engine/paths";
import { stopPrivateEngine } from "@/bin/engine/prepare";
import { isPortFree, stopLeftover } from "@/db/cluster";
import { isRunning, stopRecorded } from "./process-record";
import type { State, UpOptions } from "./state";

/** The message says what to do; no stack is shown. */
export class Refusal extends Error {}

const selfName = "up";

/** Makes this run the clone's only one: refuses beside a live one, stops what a killed one left. Returns what it stopped. */
export async function takeOver(state: State): Promise<string[]> {
  const records = state.book.list();
  const other = records.find((record) => record.name === selfName && isRunning(record));
  if (other) throw new Refusal(`Openhall already runs from this folder (pid ${other.pid}); stop it there with Ctrl-C.`);
  const stopped = await stopRecorded(records.filter((record) => record.name !== selfName));
  if (await stopLeftover(state.postgresDir)) stopped.push("postgres");
  state.book.clear();
  state.book.add(selfName, process.pid);
  return stopped;
}

/** Ends the engines with their containers, then empties the state folder. The engine's own start adopts leftovers, so only a reset needs this. */
export async function startOver(state: State): Promise<void> {
  for (const name of state.engineNames()) {
    const paths = enginePaths({ stateDir: state.dir, name, cloneKey: state.cloneKey });
    await stopPrivateEngine(paths, { removeContainers: true });
    rmSync(path.join("/var/lib", paths.cgroupParent), { recursive: true, force: true });
  }
  state.forget();
  state.book.add(selfName, process.pid);
}

export async function requirePort({ port, host }: UpOptions): Promise<void> {
  const isFree = async (candidate: number) => {
    for (const address of [host, "127.0.0.1", "::1"]) if (!(await isPortFree(candidate, address))) return false;
    return true;
  };
  if (await isFree(port)) return;
  let other = port + 1;
  while (other < 65_535 && !(await isFree(other))) other++;
  throw new Refusal(`Port ${port} is taken by another program. Use another: npm run up -- --port ${other}`);
}
