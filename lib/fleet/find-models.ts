import type { Transaction } from "@/db/client";
import { acceleratorModels } from "@/db/schema";

/** What tells the catalogue's models apart. */
export function findModels(tx: Transaction) {
  return tx
    .select({
      id: acceleratorModels.id,
      name: acceleratorModels.name,
      vendor: acceleratorModels.vendor,
      memoryGb: acceleratorModels.memoryGb,
      reportedMemoryMib: acceleratorModels.reportedMemoryMib,
      pciIds: acceleratorModels.pciIds,
      reportedNames: acceleratorModels.reportedNames,
    })
    .from(acceleratorModels);
}
