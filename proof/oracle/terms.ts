import type { Database } from "@/db/client";
import { customerTaxProfiles, customerTerms, fxRates, taxRates } from "@/db/schema";
import { newId } from "@/lib/ids";
import type { Stage } from "../stage";
import type { World } from "./history";
import type { TaxAt } from "./seconds";

const HOUR_MS = 3_600_000;
export const JURISDICTIONS = ["DE", "US-CA"];

/** Windows that follow each other from the start on; the last has no end. */
function windows<T extends { hours: number }>(start: Date, versions: readonly T[]) {
  let at = start.getTime();
  return versions.map((version, index) => {
    const from = new Date(at);
    at += version.hours * HOUR_MS;
    return { version, index, during: { from, to: index === versions.length - 1 ? null : new Date(at) } };
  });
}

function versionAt<T extends { hours: number }>(versions: readonly T[], second: number): { version: T; index: number } {
  let end = 0;
  for (const [index, version] of versions.entries()) {
    end += version.hours * 3_600;
    if (second < end || index === versions.length - 1) return { version, index };
  }
  throw new Error("A world has a version of everything at any time.");
}

/** Taxes, conversion rates and who is taxed where, dated as the world says. */
export async function insertTerms(db: Database, stage: Stage, world: World): Promise<void> {
  const start = new Date(world.start);
  await db.insert(taxRates).values(
    world.taxes.flatMap((versions, at) =>
      windows(start, versions).map(({ version, during }) => ({
        id: newId("txr"),
        jurisdiction: JURISDICTIONS[at]!,
        name: "VAT",
        rateBps: version.bps,
        during,
      })),
    ),
  );
  const conversions = [
    { base: "USD", quote: "CNY", versions: world.conversions.usdToCny },
    { base: "CNY", quote: "USD", versions: world.conversions.cnyToUsd },
  ] as const;
  await db.insert(fxRates).values(
    conversions.flatMap(({ base, quote, versions }) =>
      windows(start, versions).map(({ version, during }) => ({
        id: newId("fxr"),
        base,
        quote,
        rateE9: version.rateE9,
        during,
        source: "generated",
      })),
    ),
  );
  for (const [at, { billing, taxed }] of world.customers.entries()) {
    const { organizationId } = stage.customers[at]!;
    await db.insert(customerTerms).values({ organizationId, billingCurrency: billing });
    if (!taxed) continue;
    await db.insert(customerTaxProfiles).values({
      id: newId("ctp"),
      organizationId,
      jurisdiction: JURISDICTIONS[taxed.jurisdiction]!,
      legalName: "Buyer Ltd",
      address: "1 Long Road",
      exempt: taxed.exempt,
      during: { from: new Date(start.getTime() + taxed.fromHour * HOUR_MS), to: null },
    });
  }
}

export function taxAt(world: World, customer: number): (second: number) => TaxAt | null {
  const { taxed } = world.customers[customer]!;
  return (second) => {
    if (!taxed || second < taxed.fromHour * 3_600) return null;
    const { version, index } = versionAt(world.taxes[taxed.jurisdiction]!, second);
    return { jurisdiction: JURISDICTIONS[taxed.jurisdiction]!, version: index, bps: taxed.exempt ? 0 : version.bps };
  };
}

/** From the offer's currency to the customer's; null where they are the same. */
export function fxAt(world: World, from: string, to: string): ((second: number) => bigint) | null {
  if (from === to) return null;
  const versions = from === "USD" ? world.conversions.usdToCny : world.conversions.cnyToUsd;
  return (second) => versionAt(versions, second).version.rateE9;
}
