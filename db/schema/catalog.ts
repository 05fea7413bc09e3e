import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, real, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant, micros, timeRange } from "@/db/columns";
import { CURRENCIES } from "@/lib/core/money";
import { organizations, users } from "./identity";

const SKU_KINDS = ["compute", "storage"] as const;

/** What the market knows of a chip; blank facts stay null. Seeded from public data, see db/seed. */
export const acceleratorModels = pgTable("accelerator_models", {
  id: id("id").primaryKey(),
  /** `h100-sxm-80`. */
  code: text("code").notNull().unique(),
  vendor: text("vendor").notNull(),
  name: text("name").notNull(),
  aliases: text("aliases").array().notNull().default([]),
  formFactor: text("form_factor"),
  /**
   * How many of it one card or module has; 1 where that is not recorded. The model is what the vendor's tool lists and a container is given: one
   * chip, with its own memory and throughput.
   */
  chipsPerCard: integer("chips_per_card").notNull().default(1),
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

/** What can be bought: a model × count on one host, or a GiB of storage for a stopped lease's data. */
export const skus = pgTable(
  "skus",
  {
    id: id("id").primaryKey(),
    /** `h100-sxm-80.x8`. */
    code: text("code").notNull().unique(),
    kind: text("kind", { enum: SKU_KINDS }).notNull().default("compute"),
    /** Null for storage. */
    modelId: id("model_id").references(() => acceleratorModels.id),
    /** Units that are bought together; prices are per unit and hour: an accelerator, or a GiB. */
    acceleratorCount: integer("accelerator_count").notNull(),
  },
  (t) => [
    unique("skus_model_count").on(t.modelId, t.acceleratorCount),
    check("skus_count_positive", sql`accelerator_count BETWEEN 1 AND 64`),
    check(
      "skus_kind",
      sql`(kind = 'compute' AND model_id IS NOT NULL) OR (kind = 'storage' AND model_id IS NULL AND accelerator_count = 1)`,
    ),
  ],
);

/**
 * A launch is priced from the book of the customer's segment in the offer's currency, then from that currency's default book
 * (one each, partial unique indexes).
 */
export const priceBooks = pgTable(
  "price_books",
  {
    id: id("id").primaryKey(),
    /** The platform organization whose prices these are. */
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    name: text("name").notNull(),
    currency: text("currency", { enum: CURRENCIES }).notNull(),
    /** The book for customers without one of their own, in its currency. */
    isDefault: boolean("is_default").notNull().default(false),
    /** Customers of this segment (`customer_terms.segment`) are priced from it; null for the default book. */
    segment: text("segment"),
    /** How long before it takes effect a change that reaches running leases must be announced, at least. */
    noticeDays: integer("notice_days").notNull().default(14),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("price_books_one_default").on(t.currency).where(sql`is_default`),
    uniqueIndex("price_books_one_segment").on(t.segment, t.currency).where(sql`segment IS NOT NULL`),
    check("price_books_audience", sql`NOT (is_default AND segment IS NOT NULL)`),
    check("price_books_notice", sql`notice_days BETWEEN 0 AND 365`),
  ],
);

/**
 * One dated retail price of one SKU in one region (country code; `*` for every region without a price of its own).
 * Entries of one book, SKU and region that were not taken back never overlap (exclusion constraint); a price is ended, never changed.
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
    capMicros: micros("cap_micros"),
    /** Announced to running leases too, with the book's notice; else it is for new launches alone. */
    appliesToRunning: boolean("applies_to_running").notNull().default(false),
    during: timeRange("during").notNull(),
    createdBy: id("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** Taken back before it took effect; kept, for it was announced. */
    withdrawnAt: instant("withdrawn_at"),
    withdrawnBy: id("withdrawn_by").references(() => users.id),
  },
  (t) => [
    index("price_book_entries_reaching").on(t.priceBookId).where(sql`applies_to_running`),
    check("price_book_entries_withdrawn", sql`withdrawn_at IS NULL OR withdrawn_at < lower(during)`),
    check(
      "price_book_entries_reaching_seconds",
      sql`NOT applies_to_running OR date_trunc('second', lower(during)) = lower(during)`,
    ),
    index("price_book_entries_sku").on(t.priceBookId, t.skuId, t.region),
    check(
      "price_book_entries_basis",
      sql`(basis = 'amount' AND amount_micros >= 0 AND margin_bps IS NULL AND floor_micros IS NULL AND cap_micros IS NULL)
      OR (basis = 'margin' AND amount_micros IS NULL AND margin_bps BETWEEN 0 AND 100000 AND floor_micros >= 0
        AND (cap_micros IS NULL OR cap_micros >= floor_micros))`,
    ),
  ],
);

/** Off the price book for one customer, on one SKU or on all; windows of the same customer and SKU that were not taken back never overlap (exclusion constraint). */
export const customerDiscounts = pgTable(
  "customer_discounts",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    /** Null: every SKU without a discount of its own. */
    skuId: id("sku_id").references(() => skus.id),
    discountBps: integer("discount_bps").notNull(),
    during: timeRange("during").notNull(),
    reason: text("reason").notNull(),
    createdBy: id("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** Taken back before it began; kept, for an announced price may have been computed with it. */
    withdrawnAt: instant("withdrawn_at"),
    endedBy: id("ended_by").references(() => users.id),
  },
  (t) => [
    check("customer_discounts_withdrawn", sql`withdrawn_at IS NULL OR withdrawn_at < lower(during)`),
    index("customer_discounts_organization").on(t.organizationId),
    check("customer_discounts_bps", sql`discount_bps BETWEEN 1 AND 9999`),
  ],
);
