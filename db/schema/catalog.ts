import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, real, text, unique } from "drizzle-orm/pg-core";
import { id, instant, micros, timeRange } from "@/db/columns";
import { CURRENCIES } from "@/lib/core/money";
import { organizations, users } from "./identity";

/** What the market knows of a chip; blank facts stay null. Seeded from public data, see db/seed. */
export const acceleratorModels = pgTable("accelerator_models", {
  id: id("id").primaryKey(),
  /** `h100-sxm-80`. */
  code: text("code").notNull().unique(),
  vendor: text("vendor").notNull(),
  name: text("name").notNull(),
  aliases: text("aliases").array().notNull().default([]),
  formFactor: text("form_factor"),
  memoryGb: real("memory_gb"),
  memoryType: text("memory_type"),
  memoryBandwidthGbPerS: real("memory_bandwidth_gb_per_s"),
  bf16Tflops: real("bf16_tflops"),
  fp8Tflops: real("fp8_tflops"),
  int8Tops: real("int8_tops"),
  tdpW: real("tdp_w"),
  interconnect: text("interconnect"),
  interconnectGbPerS: real("interconnect_gb_per_s"),
  pciIds: text("pci_ids").array().notNull().default([]),
  reportedNames: text("reported_names").array().notNull().default([]),
  reportedMemoryMib: integer("reported_memory_mib"),
  source: text("source").notNull(),
  unverified: text("unverified").array().notNull().default([]),
});

/** What can be bought: a model × count on one host. */
export const skus = pgTable(
  "skus",
  {
    id: id("id").primaryKey(),
    /** `h100-sxm-80.x8`. */
    code: text("code").notNull().unique(),
    modelId: id("model_id")
      .notNull()
      .references(() => acceleratorModels.id),
    acceleratorCount: integer("accelerator_count").notNull(),
  },
  (t) => [
    unique("skus_model_count").on(t.modelId, t.acceleratorCount),
    check("skus_count_positive", sql`${t.acceleratorCount} BETWEEN 1 AND 64`),
  ],
);

export const priceBooks = pgTable("price_books", {
  id: id("id").primaryKey(),
  /** The platform organization whose prices these are. */
  organizationId: id("organization_id")
    .notNull()
    .references(() => organizations.id),
  name: text("name").notNull(),
  currency: text("currency", { enum: CURRENCIES }).notNull(),
  /** The book that launches are priced from; one at most. */
  isDefault: boolean("is_default").notNull().default(false),
  createdAt: instant("created_at").notNull().defaultNow(),
});

/**
 * One dated retail price of one SKU in one region (country code; `*` for every region without a price of its own).
 * Entries of one book, SKU and region never overlap (exclusion constraint); a price is ended, never changed.
 */
export const priceBookEntries = pgTable(
  "price_book_entries",
  {
    id: id("id").primaryKey(),
    priceBookId: id("price_book_id")
      .notNull()
      .references(() => priceBooks.id),
    skuId: id("sku_id")
      .notNull()
      .references(() => skus.id),
    region: text("region").notNull().default("*"),
    basis: text("basis", { enum: ["amount", "margin"] }).notNull(),
    /** Basis amount: micros per accelerator-hour. */
    amountMicros: micros("amount_micros"),
    /** Basis margin: basis points over wholesale. */
    marginBps: integer("margin_bps"),
    floorMicros: micros("floor_micros"),
    during: timeRange("during").notNull(),
    createdBy: id("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    index("price_book_entries_sku").on(t.priceBookId, t.skuId, t.region),
    check(
      "price_book_entries_basis",
      sql`(basis = 'amount' AND amount_micros >= 0 AND margin_bps IS NULL AND floor_micros IS NULL)
      OR (basis = 'margin' AND amount_micros IS NULL AND margin_bps BETWEEN 0 AND 100000 AND floor_micros >= 0)`,
    ),
  ],
);
