import { customerTaxProfiles, fxRates, taxRates } from "@/db/schema";
import type { Scene } from "@/db/testing/scene";
import { newId } from "@/lib/ids";

const since = { from: new Date("2020-01-01T00:00:00Z"), to: null };

export async function taxRate(
  scene: Scene,
  values: { jurisdiction: string; name: string; rateBps: number; reverseCharge?: boolean },
) {
  await scene.database.db.insert(taxRates).values({ id: newId("txr"), during: since, ...values });
}

export async function taxProfile(
  scene: Scene,
  organizationId: string,
  values: { jurisdiction: string; legalName: string; taxId?: string; address?: string },
) {
  await scene.database.db
    .insert(customerTaxProfiles)
    .values({ id: newId("ctp"), organizationId, address: "1 Example Street\n10115 Berlin", during: since, ...values });
}

export async function fxRate(scene: Scene, base: "USD" | "CNY", quote: "USD" | "CNY", rateE9: bigint) {
  await scene.database.db
    .insert(fxRates)
    .values({ id: newId("fxr"), base, quote, rateE9, source: "test", during: since });
}
