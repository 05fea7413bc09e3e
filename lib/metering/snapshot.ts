import type { Database, Transaction } from "@/db/client";

/** Reads that must agree with each other: what is booked, and the cursor that the rest is computed from, move together. */
export function readSnapshot<T>(db: Database, read: (tx: Transaction) => Promise<T>): Promise<T> {
  return db.transaction(read, { isolationLevel: "repeatable read", accessMode: "read only" });
}
