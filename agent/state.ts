import { createHash } from "node:crypto";
import { chmod, mkdir, open, readFile, rename } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join, resolve } from "node:path";
import { z } from "zod";
import { AgentError } from "./errors";
import { type AgentKey, generateKey, readKey } from "./transport/key";

const identitySchema = z.object({
  hostId: z.string(),
  url: z.url(),
  siteName: z.string(),
  operatorName: z.string(),
  hostname: z.string(),
  simulate: z.string().nullable(),
  dockerSocket: z.string(),
  advertisedAddress: z.string(),
  /** Where the engine's interfaces are, when not where the agent is. */
  engineNetns: z.string().nullable().default(null),
  /** False only of a simulated host whose engine the agent cannot reach into. */
  isIsolated: z.boolean().default(true),
});
export type Identity = z.infer<typeof identitySchema>;

export interface StateDir {
  path: string;
  devicesFile: string;
  /** Where a simulated host that has restarted on its own says so. */
  bootIdFile: string;
  /** Made on first use: a simulated host's devices are derived from it. */
  key(): Promise<AgentKey>;
  findIdentity(): Promise<Identity | null>;
  saveIdentity(identity: Identity): Promise<void>;
  saveDevices(devices: object): Promise<void>;
  /** One more than ever before, durably written before it is used. */
  nextRun(): Promise<number>;
  /** Refuses a second agent on the same state; the kernel lets go when this process ends, however it ends. */
  lock(): Promise<Server>;
}

async function readIfThere(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new AgentError(`${path} cannot be read: ${error.message}`);
  });
}

function intact<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new AgentError(`${path} is damaged: ${(error as Error).message}`);
  }
}

async function writeWhole(path: string, text: string, mode = 0o600): Promise<void> {
  const file = await open(`${path}.part`, "w", mode);
  await file.chmod(mode);
  await file.writeFile(text);
  await file.sync();
  await file.close();
  await rename(`${path}.part`, path);
}

export async function openStateDir(path: string): Promise<StateDir> {
  if (path.trim() === "") throw new AgentError("--state-dir is empty.", 2);
  const dir = resolve(path);
  await mkdir(dir, { recursive: true })
    .then(() => chmod(dir, 0o700))
    .catch((error: Error) => {
      throw new AgentError(`The state directory ${dir} cannot be made: ${error.message}`);
    });
  const file = (name: string) => join(dir, name);
  return {
    path: dir,
    devicesFile: file("devices.json"),
    bootIdFile: file("boot-id"),
    async key() {
      const pem = await readIfThere(file("key"));
      if (pem !== null) return intact(file("key"), () => readKey(pem));
      const key = generateKey();
      await writeWhole(file("key"), key.pem);
      return key;
    },
    async findIdentity() {
      const text = await readIfThere(file("identity.json"));
      if (text === null) return null;
      const parsed = identitySchema.safeParse(intact(file("identity.json"), () => JSON.parse(text)));
      if (!parsed.success)
        throw new AgentError(`${file("identity.json")} is damaged: ${z.prettifyError(parsed.error)}`);
      return parsed.data;
    },
    saveIdentity: (identity) => writeWhole(file("identity.json"), `${JSON.stringify(identity, null, 2)}\n`),
    saveDevices: (devices) => writeWhole(file("devices.json"), `${JSON.stringify(devices, null, 2)}\n`, 0o644),
    async nextRun() {
      const run = Number((await readIfThere(file("run"))) ?? 0) + 1;
      if (!Number.isSafeInteger(run)) throw new AgentError(`${file("run")} is damaged: it must hold a number.`);
      await writeWhole(file("run"), `${run}\n`);
      return run;
    },
    lock: () => lockByName(dir),
  };
}

async function lockByName(dir: string): Promise<Server> {
  const server = createServer();
  // abstract sockets are Linux's; elsewhere the platform's sequence check alone tells two agents apart
  if (process.platform !== "linux") return server;
  const name = `\0openhall-agent-${createHash("sha256").update(dir).digest("hex").slice(0, 32)}`;
  await new Promise<void>((settle, refuse) => {
    server.once("error", () => refuse(new AgentError(`Another agent runs with the state directory ${dir}.`)));
    server.listen(name, settle);
  });
  server.unref();
  return server;
}
