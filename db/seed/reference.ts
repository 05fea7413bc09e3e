import { getTableColumns, type SQL, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { acceleratorModels, skus } from "@/db/schema";
import { STORAGE_SKU } from "@/lib/core/leases/storage";
import { newId } from "@/lib/ids";
import { readAcceleratorModels } from "./accelerators";

/** Counts that hosts are built with; a model is sold whole, on one host. */
const COUNTS = [1, 2, 4, 8];

function factsFromExcluded(): Record<string, SQL> {
  const facts = Object.entries(getTableColumns(acceleratorModels)).filter(([key]) => key !== "id" && key !== "code");
  return Object.fromEntries(facts.map(([key, column]) => [key, sql.raw(`excluded."${column.name}"`)]));
}

/** Accelerator models with their facts and the SKUs of each. Run again it brings the facts up to date and adds nothing twice. */
export async function seedReference(db: DbOrTx): Promise<void> {
  const models = readAcceleratorModels();
  const stored = await db
    .insert(acceleratorModels)
    .values(models.map((model) => ({ id: newId("mdl"), ...model })))
    .onConflictDoUpdate({ target: acceleratorModels.code, set: factsFromExcluded() })
    .returning({ id: acceleratorModels.id, code: acceleratorModels.code });
  await db
    .insert(skus)
    .values(
      stored.flatMap((model) =>
        COUNTS.map((acceleratorCount) => ({
          id: newId("sku"),
          code: `${model.code}.x${acceleratorCount}`,
          modelId: model.id,
          acceleratorCount,
        })),
      ),
    )
    .onConflictDoNothing();
  await db
    .insert(skus)
    .values({ id: newId("sku"), code: STORAGE_SKU, kind: "storage", acceleratorCount: 1 })
    .onConflictDoNothing({ target: skus.code });
}
