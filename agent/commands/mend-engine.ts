import { AgentError } from "../errors";
import { parseSocket } from "../options";
import { createEngine } from "../runtime/engine";
import { isStopped, mendStuckEngine } from "../runtime/engine-store";
import { openStateDir } from "../state";

export interface MendEngineFlags {
  stateDir: string;
  dockerSocket?: string;
  engineRoot?: string;
}

const TIMEOUT_MS = 10_000;

export async function mendEngine(flags: MendEngineFlags): Promise<void> {
  const state = await openStateDir(flags.stateDir);
  const identity = await state.findIdentity();
  const socketPath = parseSocket(flags.dockerSocket ?? identity?.dockerSocket);
  await createEngine(socketPath, TIMEOUT_MS)
    .info()
    .then(
      () => Promise.reject(new AgentError(`The engine at ${socketPath} runs, and is left alone.`)),
      (error: unknown) => {
        if (!isStopped(error)) throw new AgentError(`Something listens at ${socketPath}: stop the engine first.`);
      },
    );
  const { mended, copy } = await mendStuckEngine(flags.engineRoot ?? (await state.engineRootFile.read()));
  const says =
    mended.length === 0
      ? "Nothing in the engine's store keeps it from starting."
      : `Start the engine: it will remove ${mended.join(", ")} itself. Its store as it was is ${copy}.`;
  process.stdout.write(`${says}\n`);
}
