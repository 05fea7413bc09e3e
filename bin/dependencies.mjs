import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");
export const stateDir = path.join(root, ".openhall");
export const projectNode = path.join(root, "node_modules/.bin/node");

const stampFile = path.join(stateDir, "dependencies.sha256");
const minimumNode = [20, 20];

export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > minimumNode[0] || (major === minimumNode[0] && minor >= minimumNode[1])) return;
  console.error(
    `Openhall needs Node ${minimumNode.join(".")} or newer; this is ${process.version}. See https://nodejs.org`,
  );
  process.exit(1);
}

/** Runs `npm ci` where node_modules does not match the lock file. Returns what was done, in words. */
export async function ensureDependencies() {
  const stamp = existsSync(stampFile) ? readFileSync(stampFile, "utf8").trim() : "";
  if (stamp === hashLock() && existsSync(projectNode)) return "up to date";

  const output = await runQuietly("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root });
  if (output.code !== 0) throw new Error(`npm ci failed (exit ${output.code}):\n${output.text.trimEnd()}`);
  recordInstalled();
  return "installed";
}

/** Says that node_modules is what the lock file says. */
export function recordInstalled() {
  mkdirSync(stateDir, { recursive: true });
  writeFileSync(stampFile, `${hashLock()}\n`);
}

function hashLock() {
  return createHash("sha256")
    .update(readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
}

const quiet = new Set();
const endQuiet = () => {
  for (const child of quiet) child.kill();
};

/** Runs a command to its end and keeps what it wrote. A command that still runs when this process ends is ended with it. */
export function runQuietly(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    if (quiet.size === 0) process.once("exit", endQuiet);
    quiet.add(child);
    let text = "";
    const append = (chunk) => {
      text += chunk;
    };
    child.stdout.setEncoding("utf8").on("data", append);
    child.stderr.setEncoding("utf8").on("data", append);
    child.once("error", (error) => resolve({ code: 127, text: String(error) }));
    child.once("close", (code) => {
      quiet.delete(child);
      if (quiet.size === 0) process.off("exit", endQuiet);
      resolve({ code: code ?? 128, text });
    });
  });
}
