import { getTableColumns, type SQL, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { acceleratorClasses, acceleratorModels, exportRules, skus, slaRules } from "@/db/schema";
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
  await seedSlaRules(db);
  await seedExampleRules(db);
}

/** The promise that a new installation starts with: five minutes a UTC day, and more back the longer it lasts. The desk changes it. */
const SLA_TIERS = [
  { name: "Over 5 minutes a day", allowedSeconds: 300, creditBps: 1_000 },
  { name: "Over 1 hour a day", allowedSeconds: 3_600, creditBps: 1_500 },
  { name: "Over 6 hours a day", allowedSeconds: 21_600, creditBps: 7_500 },
];

/** An hour of the price back where maintenance stops an instance, three in an emergency (`creditedHours`). */
const MAINTENANCE_RULE = { name: "Stopped for maintenance", allowedSeconds: 0, creditBps: 10_000 };

async function seedSlaRules(db: DbOrTx): Promise<void> {
  const known = await db.select({ window: slaRules.window }).from(slaRules);
  const during = { from: dayStart(await databaseNow(db)), to: null };
  const tiers = known.some(({ window }) => window !== "maintenance")
    ? []
    : SLA_TIERS.map((tier) => ({ window: "day" as const, ...tier }));
  const maintenance = known.some(({ window }) => window === "maintenance")
    ? []
    : [{ window: "maintenance" as const, ...MAINTENANCE_RULE }];
  const rules = [...tiers, ...maintenance].map((rule) => ({ id: newId("sla"), during, ...rule }));
  if (rules.length > 0) await db.insert(slaRules).values(rules);
}

/** To show what a rule looks like: drafts that decide nothing until somebody who knows the law has put others into force. */
const EXAMPLE_NOTE = "Example, not legal advice. A draft: it decides nothing until it is put into force.";
const EXAMPLE_RULES = [
  {
    name: "Example: large accelerators, countries under embargo",
    effect: "refuse" as const,
    customerCountries: ["CU", "IR", "KP", "SY"],
  },
  {
    name: "Example: large accelerators, countries to look at first",
    effect: "review" as const,
    customerCountries: ["AE", "SA", "VN"],
  },
  {
    name: "Example: large accelerators, an end-use statement from everybody",
    effect: "needs_statement" as const,
    customerCountries: [],
  },
];

async function seedExampleRules(db: DbOrTx): Promise<void> {
  const [known] = await db.select({ id: acceleratorClasses.id }).from(acceleratorClasses).limit(1);
  if (known) return;
  const createdAt = await databaseNow(db);
  const named = { name: "Example: large training accelerators", modelCodes: ["h100-sxm-80"], minBf16Tflops: 900 };
  const classId = newId("axc");
  await db.insert(acceleratorClasses).values({ id: classId, ...named, isExample: true, createdAt });
  await db.insert(exportRules).values(
    EXAMPLE_RULES.map((rule) => ({
      id: newId("xrl"),
      ...rule,
      classId,
      siteCountries: [],
      note: EXAMPLE_NOTE,
      isExample: true,
      createdAt,
    })),
  );
}

function dayStart(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()));
}
