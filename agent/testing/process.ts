import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const repository = resolve(import.meta.dirname, "../..");

export interface Finished {
  code: number | null;
  output: string;
}

export interface AgentProcess {
  child: ChildProcess;
  output: () => string;
  end(signal: NodeJS.Signals): Promise<Finished>;
}

/** In a network namespace, where one is named. */
export function startAgent(args: string[], env: Record<string, string> = {}, netnsPath?: string): AgentProcess {
  // tsx as a loader of node itself, so that a signal meets the agent and not a wrapper
  const command = [process.execPath, "--import", "tsx", "agent/main.ts", ...args];
  const [file = "", ...rest] = netnsPath === undefined ? command : ["nsenter", `--net=${netnsPath}`, ...command];
  const child = spawn(file, rest, {
    cwd: repository,
    env: { ...process.env, LOG_LEVEL: "info", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8");
    stream?.on("data", (chunk: string) => {
      output += chunk;
    });
  }
  return {
    child,
    output: () => output,
    async end(signal) {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, "exit");
        child.kill(signal);
        await exited;
      }
      return { code: child.exitCode, output };
    },
  };
}

export async function runAgent(
  args: string[],
  env: Record<string, string> = {},
  netnsPath?: string,
): Promise<Finished> {
  const agent = startAgent(args, env, netnsPath);
  await once(agent.child, "close");
  return { code: agent.child.exitCode, output: agent.output() };
}

export const temporaryDir = (name: string) => mkdtempSync(join(tmpdir(), `openhall-${name}-`));
