import { desc, gt } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { auditAnchorHeads, auditAnchors, auditChains } from "@/db/schema";
import { FIRST_PREVIOUS_HASH } from "@/lib/core/audit/event";
import { anchorHash } from "./anchor-hash";

/** Keeps the ends of all chains as they are now, under one hash, for a UTC day that is over. The caller sees to it that it is alone. */
export async function anchorChains(tx: Transaction, day: string, at: Date): Promise<string> {
  const [before] = await tx.select().from(auditAnchors).orderBy(desc(auditAnchors.day)).limit(1);
  const ends = await tx.select().from(auditChains).where(gt(auditChains.sequence, 0n));
  const heads = ends.map(({ id: chainId, organizationId, sequence, hash }) => ({
    day,
    chainId,
    organizationId,
    sequence,
    hash,
  }));
  const anchor = { day, chains: heads.length, previousHash: before?.hash ?? FIRST_PREVIOUS_HASH, at };
  const hash = anchorHash({ ...anchor, heads });
  await tx.insert(auditAnchors).values({ ...anchor, hash });
  if (heads.length > 0) await tx.insert(auditAnchorHeads).values(heads);
  return hash;
}
