import { execFile, spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const execFileAsync = promisify(execFile);

export interface KeyPair {
  privateFile: string;
  publicKey: string;
}

/** A key as a customer makes it. */
export async function makeKeyPair(dir: string, name: string): Promise<KeyPair> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const privateFile = path.join(dir, name);
  // ssh-keygen would ask before it writes over one
  rmSync(privateFile, { force: true });
  await execFileAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", privateFile]);
  return { privateFile, publicKey: readFileSync(`${privateFile}.pub`, "utf8").trim() };
}

export interface SshResult {
  code: number | null;
  output: string;
}

/** The real client, never asking anything. `target` is what stands between `ssh` and the command: `-p 32768 root@10.0.0.2`. */
export async function runSsh(target: string[], key: KeyPair, command: string): Promise<SshResult> {
  const options = [
    "BatchMode=yes",
    "IdentitiesOnly=yes",
    "StrictHostKeyChecking=no",
    "UserKnownHostsFile=/dev/null",
    "LogLevel=ERROR",
    "ConnectTimeout=5",
  ];
  const args = ["-F", "/dev/null", "-i", key.privateFile, ...options.flatMap((option) => ["-o", option])];
  const child = spawn("ssh", [...args, ...target, command], { stdio: ["ignore", "pipe", "pipe"], timeout: 20_000 });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}
