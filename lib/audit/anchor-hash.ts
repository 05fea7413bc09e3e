import { canonicalJson } from "@/lib/core/receipts/canonical-json";
import { sha256 } from "./event-rows";

interface Anchor {
  day: string;
  chains: number;
  previousHash: string;
  at: Date;
  heads: readonly { chainId: string; sequence: bigint; hash: string }[];
}

export function anchorHash({ day, chains, previousHash, at, heads }: Anchor): string {
  const ends = [...heads]
    .sort((a, b) => (a.chainId < b.chainId ? -1 : 1))
    .map(({ chainId, sequence, hash }) => [chainId, String(sequence), hash]);
  return sha256(`${previousHash}\n${canonicalJson({ day, chains, at: at.toISOString(), ends })}`);
}
