import { Command } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { KINDS } from "./accelerators/sources";
import { type DoctorFlags, doctor } from "./commands/doctor";
import { type EnrollFlags, enroll } from "./commands/enroll";
import { type InventoryFlags, inventory } from "./commands/inventory";
import { type MendEngineFlags, mendEngine } from "./commands/mend-engine";
import { type RunFlags, run } from "./commands/run";
import { AgentError } from "./errors";
import { defaultStateDir } from "./options";

const program = new Command("agent")
  .description("Runs on a host, rents out its accelerators for Openhall")
  .version(packageJson.version)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

const stateDir = ["--state-dir <dir>", "where this host's key and identity are kept", defaultStateDir] as const;
const dockerSocket = [
  "--docker-socket <path>",
  "the container engine's socket (default: DOCKER_HOST, else /var/run/docker.sock)",
] as const;
const address = [
  "--address <address>",
  "where customers reach this host's ports (default: its own towards the platform)",
] as const;

const KIND_NAMES = Object.keys(KINDS).join(", ");
const addTo = (value: string, values: string[] = []) => [...values, value];

program
  .command("enroll")
  .description("make this host's key and enrol it with a single-use token from the operator portal")
  .requiredOption("--url <url>", "the platform's address")
  .requiredOption("--token <token>", "the enrolment token; it begins with oh_enrol_")
  .option("--simulate <profile>", "simulated accelerators, e.g. h100-sxm-8")
  .option(...stateDir)
  .option(...dockerSocket)
  .option(...address)
  .option("--hostname <name>", "the name to report (default: this machine's)")
  .option("--engine-netns <path>", "the network namespace of an engine that does not run in the agent's own")
  .option("--unisolated", "of a simulated host: keep no firewall around its instances")
  .option("--replace", "enrol this host again, with a new key and a token that its page in the operator portal gave")
  .option("--run", "go on as the running agent")
  .action(async ({ run: goesOn, ...flags }: EnrollFlags & { run?: boolean }) => {
    const { stateDir: dir } = flags;
    await enroll(flags);
    if (goesOn) await run({ stateDir: dir });
  });

program
  .command("run")
  .description("run the agent of an enrolled host")
  .option(...stateDir)
  .option(...dockerSocket)
  .option(...address)
  .option("--rotate-key", "replace this host's key now")
  .option("--metrics-port <port>", "serve figures for Prometheus at /metrics (default: not)")
  .option("--metrics-address <ip>", "on which address of this host", "127.0.0.1")
  .action((flags: RunFlags) => run(flags));

program
  .command("inventory")
  .description("show what this host has, or what files with the tools' outputs say of one")
  .option("--simulate <profile>", "simulated accelerators, e.g. h100-sxm-8")
  .option("--from <kind=file>", `read a tool's output from a file, again for more; kinds: ${KIND_NAMES}`, addTo)
  .option("--json", "as JSON")
  .option(...stateDir)
  .action((flags: InventoryFlags) => inventory(flags));

program
  .command("doctor")
  .description("check what this host needs, and say in plain words what is wrong and what to do")
  .option("--json", "as JSON")
  .option(...stateDir)
  .option(...dockerSocket)
  .option(...address)
  .action((flags: DoctorFlags) => doctor(flags));

program
  .command("mend-engine")
  .description("make a stopped engine start again that died while it removed a network; doctor says when")
  .option(...stateDir)
  .option(...dockerSocket)
  .option("--engine-root <dir>", "the engine's data (default: where it last said, else /var/lib/docker)")
  .action((flags: MendEngineFlags) => mendEngine(flags));

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof AgentError ? error.message : ((error as Error).stack ?? String(error))}\n`);
  process.exit(error instanceof AgentError ? error.exitCode : 1);
});
