import { once } from "node:events";
import type { Writable } from "node:stream";
import type { Database } from "@/db/client";
import { hledgerHead, hledgerTransaction } from "@/lib/core/ledger/hledger";
import { listJournalCurrencies, readJournal } from "@/lib/ledger/read-journal";

/** One snapshot, streamed: the ledger may be larger than memory. */
export async function writeJournal(db: Database, out: Writable): Promise<number> {
  return db.transaction(
    async (tx) => {
      out.write(hledgerHead(await listJournalCurrencies(tx)));
      let count = 0;
      for await (const transaction of readJournal(tx)) {
        if (!out.write(hledgerTransaction(transaction))) await once(out, "drain");
        count += 1;
      }
      return count;
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}
