import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { id, instant, micros, timeRange } from "@/db/columns";
import { CURRENCIES } from "@/lib/core/money";
import { acceleratorModels, skus } from "./catalog";
import { sites } from "./fleet";
import { organizations, users } from "./identity";

const currency = (name: string) => text(name, { enum: CURRENCIES }).notNull();

/** What was agreed with one customer; without a row the defaults hold. */
export const customerTerms = pgTable(
  "customer_terms",
  {
    organizationId: id("organization_id")
      .primaryKey()
      .references(() => organizations.id),
    segment: text("segment").notNull().default("standard"),
    /** What the customer pays in; an offer in another currency is converted. */
    billingCurrency: currency("billing_currency").default("USD"),
    /** How far below zero the balance may go; zero for prepaid customers. */
    creditLimitMicros: micros("credit_limit_micros").notNull().default(sql`0`),
    /** The most that a UTC month may cost, launches refused and instances stopped there; null for none. */
    monthlyCapMicros: micros("monthly_cap_micros"),
    /** Days for which a stopped lease's data is kept once the balance has run out. */
    dataRetentionDays: integer("data_retention_days").notNull().default(7),
    updatedBy: id("updated_by").references(() => users.id),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  () => [
    check("customer_terms_credit", sql`credit_limit_micros >= 0`),
    check("customer_terms_cap", sql`monthly_cap_micros IS NULL OR monthly_cap_micros > 0`),
    check("customer_terms_retention", sql`data_retention_days BETWEEN 1 AND 90`),
    check("customer_terms_segment", sql`segment ~ '^[a-z0-9-]{1,40}$'`),
  ],
);

/**
 * Where each customer whose leases are open stood at the last look (warnBalances), for lists that sort by it. It decides nothing: launch and
 * guard read the books.
 */
export const customerStandings = pgTable(
  "customer_standings",
  {
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    currency: currency("currency"),
    /** Down to the floor, holds apart. */
    leftMicros: micros("left_micros").notNull(),
    burnMicrosPerHour: micros("burn_micros_per_hour").notNull(),
    /** Null while nothing costs. */
    runwaySeconds: bigint("runway_seconds", { mode: "bigint" }),
    limitedBy: text("limited_by", { enum: ["balance", "cap"] }),
    lookedAt: instant("looked_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.currency] }),
    index("customer_standings_runway").on(t.runwaySeconds),
    check("customer_standings_limit", sql`(runway_seconds IS NULL) = (limited_by IS NULL)`),
  ],
);

/** Where a customer is taxed, from a whole UTC hour on; windows never overlap (exclusion constraint). */
export const customerTaxProfiles = pgTable(
  "customer_tax_profiles",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    /** `DE`, `US-CA`: as in `tax_rates`. */
    jurisdiction: text("jurisdiction").notNull(),
    legalName: text("legal_name").notNull(),
    address: text("address").notNull(),
    taxId: text("tax_id"),
    exempt: boolean("exempt").notNull().default(false),
    during: timeRange("during").notNull(),
    createdBy: id("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [index("customer_tax_profiles_organization").on(t.organizationId)],
);

/** The small table of taxes by jurisdiction, dated to whole UTC hours; windows of one jurisdiction never overlap. */
export const taxRates = pgTable(
  "tax_rates",
  {
    id: id("id").primaryKey(),
    jurisdiction: text("jurisdiction").notNull(),
    /** As the document names it: `VAT`. */
    name: text("name").notNull(),
    rateBps: integer("rate_bps").notNull(),
    /** A business with a tax id pays none here and accounts for it itself; the document says so. */
    reverseCharge: boolean("reverse_charge").notNull().default(false),
    during: timeRange("during").notNull(),
    createdBy: id("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    index("tax_rates_jurisdiction").on(t.jurisdiction),
    check("tax_rates_bps", sql`rate_bps BETWEEN 0 AND 5000`),
    check("tax_rates_jurisdiction_code", sql`jurisdiction ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$'`),
  ],
);

/** Conversion rates, dated to whole UTC hours: micros of `quote` for 10⁹ micros of `base`. Windows of a pair never overlap. */
export const fxRates = pgTable(
  "fx_rates",
  {
    id: id("id").primaryKey(),
    /** What is priced in it… */
    base: currency("base"),
    /** …is paid in this. */
    quote: currency("quote"),
    rateE9: bigint("rate_e9", { mode: "bigint" }).notNull(),
    during: timeRange("during").notNull(),
    source: text("source").notNull(),
    createdBy: id("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    index("fx_rates_pair").on(t.base, t.quote),
    check("fx_rates_rate", sql`rate_e9 > 0`),
    check("fx_rates_two", sql`base <> quote`),
  ],
);

/** What was agreed with an operator; one contract of an operator and currency at a time (exclusion constraint). */
export const wholesaleContracts = pgTable(
  "wholesale_contracts",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    name: text("name").notNull(),
    currency: currency("currency"),
    during: timeRange("during").notNull(),
    /** Of a month's wholesale, kept back at its settlement… */
    holdBackBps: integer("hold_back_bps").notNull().default(0),
    /** …for this many months. */
    holdBackMonths: integer("hold_back_months").notNull().default(1),
    /** Of an SLA credit to a customer, what the operator bears. */
    slaChargeBackBps: integer("sla_charge_back_bps").notNull().default(10_000),
    createdBy: id("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    index("wholesale_contracts_organization").on(t.organizationId),
    check(
      "wholesale_contracts_shares",
      sql`hold_back_bps BETWEEN 0 AND 10000 AND hold_back_months BETWEEN 1 AND 24 AND sla_charge_back_bps BETWEEN 0 AND 10000`,
    ),
  ],
);

/** A contract's wholesale rate card: it comes before an offer's own price. Windows of one SKU and site never overlap. */
export const wholesaleRates = pgTable(
  "wholesale_rates",
  {
    id: id("id").primaryKey(),
    contractId: id("contract_id")
      .notNull()
      .references(() => wholesaleContracts.id),
    skuId: id("sku_id")
      .notNull()
      .references(() => skus.id),
    /** Null: at every site without a rate of its own. */
    siteId: id("site_id").references(() => sites.id),
    /** Per accelerator-hour, or GiB-hour of storage. */
    microsPerUnitHour: micros("micros_per_unit_hour").notNull(),
    during: timeRange("during").notNull(),
    createdBy: id("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    index("wholesale_rates_contract").on(t.contractId, t.skuId),
    check("wholesale_rates_price", sql`micros_per_unit_hour >= 0`),
  ],
);

/** Take-or-pay: accelerator-hours a UTC month that are paid for, sold or not. Windows are whole months and never overlap. */
export const wholesaleCommitments = pgTable(
  "wholesale_commitments",
  {
    id: id("id").primaryKey(),
    contractId: id("contract_id")
      .notNull()
      .references(() => wholesaleContracts.id),
    modelId: id("model_id")
      .notNull()
      .references(() => acceleratorModels.id),
    acceleratorHoursPerMonth: integer("accelerator_hours_per_month").notNull(),
    /** What an hour that was not sold is paid at. */
    microsPerAcceleratorHour: micros("micros_per_accelerator_hour").notNull(),
    during: timeRange("during").notNull(),
    createdBy: id("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    index("wholesale_commitments_contract").on(t.contractId),
    check("wholesale_commitments_hours", sql`accelerator_hours_per_month BETWEEN 1 AND 100000000`),
    check("wholesale_commitments_price", sql`micros_per_accelerator_hour >= 0`),
  ],
);
