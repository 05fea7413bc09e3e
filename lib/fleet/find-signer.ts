import type { KeyObject } from "node:crypto";
import { eq } from "drizzle-orm";
import { hosts } from "@/db/schema";
import type { Context } from "@/lib/context";
import { type SignedParts, signingString } from "@/lib/core/contracts/agent";
import { AgentRefused } from "./agent-refused";
import { isSignedBy, readPublicKey } from "./ed25519";

interface KnownHost {
  organizationId: string;
  /** The key in use and, during its replacement, the next; by their text. */
  keys: Map<string, KeyObject>;
}

export interface Signer {
  organizationId: string;
  /** Whether it is still a key of the host's, only the database says. */
  key: string;
}

const MOST_HOSTS = 20_000;
const known = new Map<string, KnownHost>();

/**
 * Whose key signed these parts. Keys are remembered, so that a heartbeat costs no look-up; they may be out of date, which is why
 * whoever takes the message asks in the same statement whether the key still is one.
 */
export async function findSigner({ db }: Pick<Context, "db">, parts: SignedParts, signature: string): Promise<Signer> {
  const text = signingString(parts);
  const signerOf = ({ keys, organizationId }: KnownHost): Signer | null => {
    for (const [key, parsed] of keys) if (isSignedBy(parsed, text, signature)) return { organizationId, key };
    return null;
  };
  const remembered = known.get(parts.hostId);
  const signer = remembered && signerOf(remembered);
  if (signer) return signer;
  const [host] = await db
    .select({ key: hosts.publicKey, nextKey: hosts.nextPublicKey, organizationId: hosts.organizationId })
    .from(hosts)
    .where(eq(hosts.id, parts.hostId));
  if (!host) throw new AgentRefused("key", "This host is not enrolled here.");
  const { organizationId, key, nextKey } = host;
  const fresh = { organizationId, keys: new Map<string, KeyObject>() };
  for (const one of [key, nextKey]) {
    const parsed = one === null ? null : readPublicKey(one);
    if (one !== null && parsed) fresh.keys.set(one, parsed);
  }
  remember(parts.hostId, fresh);
  const found = signerOf(fresh);
  if (found) return found;
  throw new AgentRefused("key", "The signature is not by this host's key over this request.");
}

function remember(hostId: string, host: KnownHost): void {
  known.delete(hostId);
  known.set(hostId, host);
  const [oldest] = known.keys();
  if (known.size > MOST_HOSTS && oldest !== undefined) known.delete(oldest);
}
