import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  real,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { bytes, id, instant } from "@/db/columns";
import { END_USE_CATEGORIES } from "@/lib/core/compliance/end-use";
import { RULE_EFFECTS } from "@/lib/core/compliance/evaluate-order";
import { PROVENANCE_KINDS } from "@/lib/core/compliance/provenance";
import { hosts } from "./fleet";
import { organizations, users } from "./identity";

/** Models that one rule speaks of: named, or all from a throughput on. The platform's. */
export const acceleratorClasses = pgTable(
  "accelerator_classes",
  {
    id: id("id").primaryKey(),
    name: text("name").notNull(),
    modelCodes: text("model_codes").array().notNull(),
    /** Null: the named ones alone. */
    minBf16Tflops: real("min_bf16_tflops"),
    /** Hosts with these models are for sale once their provenance has been accepted. */
    needsProvenance: boolean("needs_provenance").notNull().default(false),
    isExample: boolean("is_example").notNull().default(false),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [unique("accelerator_classes_name").on(t.name)],
);

/** What the platform lets whom rent where. Maintained by the desk; a draft until it has a beginning. */
export const exportRules = pgTable(
  "export_rules",
  {
    id: id("id").primaryKey(),
    /** A refused customer reads it. */
    name: text("name").notNull(),
    classId: id("class_id")
      .notNull()
      .references(() => acceleratorClasses.id),
    /** ISO 3166-1 alpha-2; empty: wherever the customer is. */
    customerCountries: text("customer_countries").array().notNull(),
    /** Empty: wherever the site is. */
    siteCountries: text("site_countries").array().notNull(),
    effect: text("effect", { enum: RULE_EFFECTS }).notNull(),
    note: text("note").notNull(),
    isExample: boolean("is_example").notNull().default(false),
    createdBy: id("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull(),
    /** Null: a draft that decides nothing. */
    activeFrom: instant("active_from"),
    activeUntil: instant("active_until"),
  },
  (t) => [
    unique("export_rules_name").on(t.name),
    index("export_rules_class").on(t.classId),
    check(
      "export_rules_window",
      sql`active_until IS NULL OR (active_from IS NOT NULL AND active_until >= active_from)`,
    ),
  ],
);

/** What an organization says of itself: the country that it is incorporated in. */
export const complianceProfiles = pgTable("compliance_profiles", {
  organizationId: id("organization_id")
    .primaryKey()
    .references(() => organizations.id),
  country: text("country").notNull(),
  updatedBy: id("updated_by")
    .notNull()
    .references(() => users.id),
  updatedAt: instant("updated_at").notNull(),
});

/** Append-only: what a customer has signed, and until when it is taken. */
export const endUseStatements = pgTable(
  "end_use_statements",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    /** Of the text that was signed, in lib/core/compliance. */
    textVersion: text("text_version").notNull(),
    category: text("category", { enum: END_USE_CATEGORIES }).notNull(),
    description: text("description").notNull(),
    signerName: text("signer_name").notNull(),
    signedBy: id("signed_by")
      .notNull()
      .references(() => users.id),
    signedAt: instant("signed_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [index("end_use_statements_organization").on(t.organizationId, t.signedAt)],
);

/** An order that a rule kept from being placed: what was wanted, and what the desk says. One is open per customer and class. */
export const orderReviews = pgTable(
  "order_reviews",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    classId: id("class_id")
      .notNull()
      .references(() => acceleratorClasses.id),
    ruleNames: text("rule_names").array().notNull(),
    effect: text("effect", { enum: RULE_EFFECTS }).notNull(),
    /** As it was asked for last. */
    skuCode: text("sku_code").notNull(),
    siteCountry: text("site_country").notNull(),
    customerCountries: text("customer_countries").array().notNull(),
    askedBy: id("asked_by")
      .notNull()
      .references(() => users.id),
    askedAt: instant("asked_at").notNull(),
    lastAskedAt: instant("last_asked_at").notNull(),
    timesAsked: integer("times_asked").notNull().default(1),
    state: text("state", { enum: ["open", "approved", "refused"] }).notNull(),
    decidedBy: id("decided_by").references(() => users.id),
    decidedAt: instant("decided_at"),
    reason: text("reason"),
    approvedUntil: instant("approved_until"),
  },
  (t) => [
    uniqueIndex("order_reviews_open").on(t.organizationId, t.classId).where(sql`state = 'open'`),
    index("order_reviews_queue").on(t.state, t.lastAskedAt),
    index("order_reviews_organization").on(t.organizationId, t.classId),
    check("order_reviews_decided", sql`(state = 'open') = (decided_at IS NULL)`),
    check("order_reviews_until", sql`(state = 'approved') = (approved_until IS NOT NULL)`),
  ],
);

/** Where hardware is from, shown to the desk alone; the file as it was given. */
export const provenanceDocuments = pgTable(
  "provenance_documents",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    kind: text("kind", { enum: PROVENANCE_KINDS }).notNull(),
    fileName: text("file_name").notNull(),
    /** By its first bytes, whatever the browser said. */
    contentType: text("content_type").notNull(),
    content: bytes("content").notNull(),
    sha256: text("sha256").notNull(),
    state: text("state", { enum: ["waiting", "accepted", "rejected"] }).notNull(),
    uploadedBy: id("uploaded_by")
      .notNull()
      .references(() => users.id),
    uploadedAt: instant("uploaded_at").notNull(),
    reviewedBy: id("reviewed_by").references(() => users.id),
    reviewedAt: instant("reviewed_at"),
    reason: text("reason"),
  },
  (t) => [
    index("provenance_documents_organization").on(t.organizationId, t.uploadedAt),
    index("provenance_documents_queue").on(t.state, t.uploadedAt),
    check("provenance_documents_reviewed", sql`(state = 'waiting') = (reviewed_at IS NULL)`),
    check("provenance_documents_size", sql`length(content) BETWEEN 1 AND 5242880`),
  ],
);

/** The hosts that a document speaks of: one, or a batch that was bought together. */
export const provenanceHosts = pgTable(
  "provenance_hosts",
  {
    documentId: id("document_id")
      .notNull()
      .references(() => provenanceDocuments.id),
    hostId: id("host_id")
      .notNull()
      .references(() => hosts.id),
  },
  (t) => [primaryKey({ columns: [t.documentId, t.hostId] }), index("provenance_hosts_host").on(t.hostId)],
);
