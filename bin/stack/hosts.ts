import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { stateDir as cloneStateDir } from "@/bin/dependencies.mjs";
import { cloneKeyOf, enginePaths } from "@/bin/engine/paths";
import { type Engine, prepareEngine, stopPrivateEngine } from "@/bin/engine/prepare";
import { ensureRentalImage } from "@/bin/engine/rental-image";

/** An engine of the stack's own for one simulated host, with the rental image in it; throws what is missing. */
export async function openEngine(dir: string, name: string): Promise<Engine> {
  const engine = await prepareEngine({ stateDir: dir, name, cloneKey: cloneKeyOf(dir) });
  try {
    // the built image is the clone's, so that no run builds it twice
    await ensureRentalImage(engine.docker, cloneStateDir);
    return engine;
  } catch (error) {
    await closeEngine(dir, engine);
    throw error;
  }
}

export async function closeEngine(dir: string, engine: Engine): Promise<void> {
  await engine.stop({ removeContainers: true });
  forget(dir, engine.name);
}

/** Also those that a killed run has left: it works from the folder alone. */
export async function closeEngines(dir: string): Promise<void> {
  const enginesDir = path.join(dir, "engines");
  for (const name of existsSync(enginesDir) ? readdirSync(enginesDir) : []) {
    const paths = enginePaths({ stateDir: dir, name, cloneKey: cloneKeyOf(dir) });
    await stopPrivateEngine(paths, { removeContainers: true });
    forget(dir, name);
  }
}

function forget(dir: string, name: string): void {
  const paths = enginePaths({ stateDir: dir, name, cloneKey: cloneKeyOf(dir) });
  for (const folder of [paths.dir, paths.agentStateDir, path.join("/var/lib", paths.cgroupParent)]) {
    rmSync(folder, { recursive: true, force: true });
  }
}
