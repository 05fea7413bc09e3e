import { resolve } from "node:path";
import { Command } from "commander";
import Docker from "dockerode";
import { socketFromEnvironment } from "./docker-socket";
import { cloneKeyOf, enginePaths } from "./paths";
import { prepareEngine, stopPrivateEngine } from "./prepare";
import { ensureRentalImage } from "./rental-image";

const repository = resolve(import.meta.dirname, "../..");
const log = (line: string) => console.error(line);

interface Options {
  name: string;
  stateDir: string;
}

const program = new Command("engine").description("A container engine for one simulated host on this machine");

program
  .command("start")
  .description("start it, build the rental image, print what the agent needs")
  .requiredOption("--name <name>", "the simulated host, e.g. host-c")
  .option("--state-dir <dir>", "the clone's state folder", resolve(repository, ".openhall"))
  .action(async ({ name, stateDir }: Options) => {
    const engine = await prepareEngine({ name, stateDir, cloneKey: cloneKeyOf(repository), log });
    await ensureRentalImage(engine.docker, stateDir, log);
    const { kind, socketPath, address, agentStateDir } = engine;
    console.log(JSON.stringify({ kind, socketPath, address, agentStateDir }, null, 2));
  });

program
  .command("stop")
  .description("stop a private engine and its containers; data stays unless --remove-containers")
  .requiredOption("--name <name>", "the simulated host")
  .option("--state-dir <dir>", "the clone's state folder", resolve(repository, ".openhall"))
  .option("--remove-containers", "also remove its containers")
  .action(async ({ name, stateDir, removeContainers }: Options & { removeContainers?: boolean }) => {
    await stopPrivateEngine(enginePaths({ name, stateDir, cloneKey: cloneKeyOf(repository) }), { removeContainers });
  });

program
  .command("image")
  .description("build the rental image into a running engine, as on an operator's own host")
  .option("--docker-socket <path>", "the engine's socket")
  .option("--state-dir <dir>", "where the built file system is kept", resolve(repository, ".openhall"))
  .action(async ({ dockerSocket, stateDir }: { dockerSocket?: string; stateDir: string }) => {
    const socketPath = dockerSocket ?? socketFromEnvironment();
    if (!socketPath) throw new Error("DOCKER_HOST names no socket: pass --docker-socket.");
    console.log(await ensureRentalImage(new Docker({ socketPath }), stateDir, log));
  });

program.parseAsync().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
