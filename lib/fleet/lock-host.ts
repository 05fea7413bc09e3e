import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { hosts } from "@/db/schema";

/** Locks are taken host → lease → ledger accounts, everywhere, so that no two transactions can wait for each other. */
export async function lockHost(tx: Transaction, hostId: string): Promise<void> {
  await tx.select({ id: hosts.id }).from(hosts).where(eq(hosts.id, hostId)).for("no key update");
}
