import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { ensureDependencies, projectNode, requireNode, root } from "./dependencies.mjs";
import { printLine, step } from "./steps.mjs";

const usage = `npm run up -- [options]

Starts the whole marketplace on this machine: PostgreSQL, web, worker, a Stripe stand-in, a mail catcher, a container engine and two hosts.

  --port N      the web's port (3000)
  --host A      the address the web listens on (127.0.0.1; 0.0.0.0 for every network)
  --reset       forget all data first and start over
  --help        this text

Settings are read from .env (see .env.example). State, data and logs live in .openhall/.`;

requireNode();
const options = readOptions();

printLine("Openhall");
try {
  await step("dependencies", ensureDependencies, String);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
runMain();

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string", default: "3000" },
        host: { type: "string", default: "127.0.0.1" },
        reset: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`--port ${values.port} is not a port`);
    return { ...values, port };
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

/** The rest is TypeScript on the project's own Node. Signals are passed on; the channel tells it when this process is killed. */
function runMain() {
  const main = spawn(projectNode, ["--import", "tsx", "bin/up/main.ts", JSON.stringify(options)], {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => main.kill(signal));
  main.once("exit", (code) => process.exit(code ?? 1));
}
