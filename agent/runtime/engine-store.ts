import { access, copyFile, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { AgentError } from "../errors";
import { readBolt } from "./bolt";

const NETWORK_KEY = /^docker\/network\/v1\.0\/network\/./;
const DEFAULT_ROOT = "/var/lib/docker";
/** Of the store's own, before each value. */
const PREFIX_BYTES = 8;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const inJson = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text) => JSON.parse(text))
    .pipe(schema);
const storedNetwork = z.object({
  name: z.string(),
  inDelete: z.boolean(),
  ipamV4Config: inJson(z.array(z.object({ Gateway: z.string() }))).optional(),
  ipamV4Info: inJson(z.array(z.unknown())).optional(),
});

interface StuckNetwork {
  name: string;
  /** As it lies in the store that it was read from. */
  value: Buffer;
}

/**
 * Networks with which a Docker before 23.0.5 cannot start: it died while it removed them, and looks for gateways
 * that it has given back (moby issue 45057).
 */
export function stuckNetworks(store: Buffer): StuckNetwork[] {
  try {
    return [...readBolt(store)].filter(([key]) => NETWORK_KEY.test(key)).flatMap(([, value]) => stuckNetwork(value));
  } catch {
    // a store that cannot be read is for the engine to judge
    return [];
  }
}

function stuckNetwork(value: Buffer): StuckNetwork[] {
  const network = storedNetwork.parse(JSON.parse(value.toString("utf8", PREFIX_BYTES)));
  const { name, inDelete, ipamV4Config = [], ipamV4Info = [] } = network;
  const isStuck = inDelete && ipamV4Config.slice(ipamV4Info.length).some(({ Gateway }) => Gateway === "");
  return isStuck ? [{ name, value }] : [];
}

const storePath = (root: string | null) => join(root ?? DEFAULT_ROOT, "network/files/local-kv.db");

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? "";

/** Nobody listens there, as against somebody who does not answer. */
export const isStopped = (error: unknown) => ["ECONNREFUSED", "ENOENT"].includes(codeOf(error));

/** Why an engine that does not run cannot be started, where that is what keeps it; `root` answers where its files are, as far as is known. */
export async function explainStuckEngine(error: unknown, root: () => Promise<string | null>) {
  // one that ends again and again takes a connection, and drops it
  if (!isStopped(error) && codeOf(error) !== "ECONNRESET") return null;
  const [stuck] = stuckNetworks(await readFile(storePath(await root())).catch(() => Buffer.alloc(0)));
  if (!stuck) return null;
  return {
    says: `The engine ended while it removed the network ${stuck.name}, and cannot start with what is left of it.`,
    todo: 'Stop the engine (systemctl stop docker docker.socket), run "mend-engine" of the agent, and start the engine.',
  };
}

/**
 * Makes a stopped engine start again that died while it removed networks: what it would look for a gateway of is taken out of its store, in place,
 * and it removes the rest itself. Moving the store away would do that too, and cost every running instance its network.
 */
export async function mendStuckEngine(root: string | null): Promise<{ mended: string[]; copy: string }> {
  const path = storePath(root);
  await access(path).catch(() => {
    throw new AgentError(`There is no engine's store at ${path}: pass its --engine-root.`);
  });
  const store = await readFile(path);
  const stuck = stuckNetworks(store);
  const copy = `${path}.before-mending`;
  if (stuck.length > 0) await copyFile(path, copy);
  const file = await open(path, "r+");
  try {
    for (const { value } of stuck) {
      withoutPools(value);
      await file.write(value, 0, value.length, value.byteOffset - store.byteOffset);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { mended: stuck.map(({ name }) => name), copy };
}

const POOLS = '"ipamV4Config":"';

/** No pools, in as many bytes. */
function withoutPools(value: Buffer): void {
  const start = value.indexOf(POOLS) + POOLS.length;
  let end = start;
  while (value[end] !== QUOTE) end += value[end] === BACKSLASH ? 2 : 1;
  value.fill(" ", start, end);
  value.write("[]", start);
}
