import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readBolt } from "./bolt";

const NETWORK_KEY = /^docker\/network\/v1\.0\/network\/./;
const DEFAULT_ROOT = "/var/lib/docker";
/** Of the store's own, before each value. */
const PREFIX_BYTES = 8;

const inJson = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text) => JSON.parse(text))
    .pipe(schema);
const storedNetwork = z.object({
  name: z.string(),
  ipamV4Config: inJson(z.array(z.object({ Gateway: z.string() }))).optional(),
  ipamV4Info: inJson(z.array(z.unknown())).optional(),
});

/**
 * Networks with which a Docker before 23.0.5 cannot start: it died while it removed them, and looks for gateways
 * that it has given back (moby issue 45057).
 */
export function stuckNetworks(store: Buffer): string[] {
  try {
    return [...readBolt(store)].flatMap(([key, value]) => {
      if (!NETWORK_KEY.test(key)) return [];
      const {
        name,
        ipamV4Config = [],
        ipamV4Info = [],
      } = storedNetwork.parse(JSON.parse(value.toString("utf8", PREFIX_BYTES)));
      return ipamV4Config.slice(ipamV4Info.length).some(({ Gateway }) => Gateway === "") ? [name] : [];
    });
  } catch {
    // a store that cannot be read is for the engine to judge
    return [];
  }
}

export interface Stuck {
  says: string;
  todo: string;
}

const isNotRunning = (error: unknown) =>
  ["ECONNREFUSED", "ECONNRESET", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? "");

/** Why an engine that does not run cannot be started, where that is what keeps it; `root` answers where its files are, as far as is known. */
export async function explainStuckEngine(error: unknown, root: () => Promise<string | null>): Promise<Stuck | null> {
  if (!isNotRunning(error)) return null;
  const path = join((await root()) ?? DEFAULT_ROOT, "network/files/local-kv.db");
  const [name] = stuckNetworks(await readFile(path).catch(() => Buffer.alloc(0)));
  if (name === undefined) return null;
  return {
    says: `The engine ended while it removed the network ${name}, and cannot start with what is left of it.`,
    todo: `Move ${path} away and start the engine. Instances that still run lose their network: have them started again.`,
  };
}
