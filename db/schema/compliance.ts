import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, real, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant } from "@/db/columns";
import { FLAG_KINDS } from "@/lib/core/compliance/flags";
import { DENIED_LISTS, LIST_FORMATS, MATCH_STATES, PARTY_KINDS, SUBJECT_KINDS } from "@/lib/core/compliance/screening";
import { organizations, users } from "./identity";

/** Each load of a published list: one version a list is current, the newest. */
export const deniedListVersions = pgTable(
  "denied_list_versions",
  {
    id: id("id").primaryKey(),
    list: text("list", { enum: DENIED_LISTS }).notNull(),
    format: text("format", { enum: LIST_FORMATS }).notNull(),
    /** Counts up over all lists: what was screened by it has seen every load before it. */
    generation: integer("generation").notNull(),
    fileNames: text("file_names").array().notNull(),
    /** SHA-256 over the files as they were given, hex. */
    sha256: text("sha256").notNull(),
    bytes: integer("bytes").notNull(),
    parties: integer("parties").notNull(),
    added: integer("added").notNull(),
    changed: integer("changed").notNull(),
    removed: integer("removed").notNull(),
    isCurrent: boolean("is_current").notNull(),
    /** Null: a script on the server. */
    loadedBy: id("loaded_by").references(() => users.id),
    loadedAt: instant("loaded_at").notNull(),
  },
  (t) => [
    unique("denied_list_versions_generation").on(t.generation),
    uniqueIndex("denied_list_versions_current").on(t.list).where(sql`is_current`),
    index("denied_list_versions_list").on(t.list, t.loadedAt),
  ],
);

/** Who is on a list, by the list's own number. One that was taken off keeps its row, for matches refer to it. */
export const deniedParties = pgTable(
  "denied_parties",
  {
    id: id("id").primaryKey(),
    list: text("list", { enum: DENIED_LISTS }).notNull(),
    externalId: text("external_id").notNull(),
    kind: text("kind", { enum: PARTY_KINDS }).notNull(),
    /** As the list writes them, the main one first. */
    names: text("names").array().notNull(),
    programs: text("programs").array().notNull(),
    /** Of birth, nationality or address, as the list writes them. */
    countries: text("countries").array().notNull(),
    birthDates: text("birth_dates").array().notNull(),
    /** Over all of the above: another one is a changed entry. */
    contentHash: text("content_hash").notNull(),
    addedIn: id("added_in")
      .notNull()
      .references(() => deniedListVersions.id),
    changedIn: id("changed_in").references(() => deniedListVersions.id),
    removedIn: id("removed_in").references(() => deniedListVersions.id),
  },
  (t) => [
    unique("denied_parties_external").on(t.list, t.externalId),
    index("denied_parties_added").on(t.addedIn),
    index("denied_parties_changed").on(t.changedIn),
    index("denied_parties_removed").on(t.removedIn),
  ],
);

/** One row a spelling; `search_key` has a trigram index (migration), and rows of a removed party are deleted. */
export const deniedPartyNames = pgTable(
  "denied_party_names",
  {
    id: id("id").primaryKey(),
    partyId: id("party_id")
      .notNull()
      .references(() => deniedParties.id),
    name: text("name").notNull(),
    searchKey: text("search_key").notNull(),
  },
  (t) => [index("denied_party_names_party").on(t.partyId)],
);

/** Who else stands behind an organization, as it declares it. */
export const beneficialOwners = pgTable(
  "beneficial_owners",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    name: text("name").notNull(),
    /** `1980-02-28`; null where a country is given instead. */
    birthDate: text("birth_date"),
    country: text("country"),
    shareBps: integer("share_bps").notNull(),
    declaredBy: id("declared_by")
      .notNull()
      .references(() => users.id),
    declaredAt: instant("declared_at").notNull(),
    removedAt: instant("removed_at"),
  },
  (t) => [
    index("beneficial_owners_organization").on(t.organizationId, t.declaredAt),
    check("beneficial_owners_share", sql`share_bps BETWEEN 1 AND 10000`),
    check("beneficial_owners_known_by", sql`birth_date IS NOT NULL OR country IS NOT NULL`),
  ],
);

/** A name of an organization that is held against the lists, and up to which load of them it was. */
export const screeningSubjects = pgTable(
  "screening_subjects",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    kind: text("kind", { enum: SUBJECT_KINDS }).notNull(),
    /** The organization's, person's or owner's id. */
    refId: id("ref_id").notNull(),
    name: text("name").notNull(),
    country: text("country"),
    birthDate: text("birth_date"),
    screenedGeneration: integer("screened_generation").notNull(),
    screenedAt: instant("screened_at").notNull(),
  },
  (t) => [unique("screening_subjects_ref").on(t.organizationId, t.kind, t.refId)],
);

/** A subject that resembles a listed party: a person decides. Raised once for a pair as long as neither its name nor the entry changes. */
export const screeningMatches = pgTable(
  "screening_matches",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    subjectId: id("subject_id")
      .notNull()
      .references(() => screeningSubjects.id),
    partyId: id("party_id")
      .notNull()
      .references(() => deniedParties.id),
    subjectName: text("subject_name").notNull(),
    partyName: text("party_name").notNull(),
    partyHash: text("party_hash").notNull(),
    score: real("score").notNull(),
    state: text("state", { enum: MATCH_STATES }).notNull(),
    raisedAt: instant("raised_at").notNull(),
    /** The first of the two who clear a strong match. */
    proposedBy: id("proposed_by").references(() => users.id),
    proposedReason: text("proposed_reason"),
    decidedBy: id("decided_by").references(() => users.id),
    decidedAt: instant("decided_at"),
    reason: text("reason"),
  },
  (t) => [
    unique("screening_matches_once").on(t.subjectId, t.partyId, t.subjectName, t.partyHash),
    index("screening_matches_queue").on(t.state, t.score),
    index("screening_matches_organization").on(t.organizationId, t.state),
    index("screening_matches_party").on(t.partyId),
    check(
      "screening_matches_second_person",
      sql`proposed_by IS NULL OR decided_by IS NULL OR proposed_by <> decided_by OR state = 'confirmed'`,
    ),
    check(
      "screening_matches_decided",
      sql`state NOT IN ('cleared', 'confirmed') OR (decided_by IS NOT NULL AND reason IS NOT NULL)`,
    ),
  ],
);

/** What somebody suspects, for the desk alone to read. */
export const abuseFlags = pgTable(
  "abuse_flags",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    kind: text("kind", { enum: FLAG_KINDS }).notNull(),
    note: text("note").notNull(),
    openedBy: id("opened_by")
      .notNull()
      .references(() => users.id),
    openedAt: instant("opened_at").notNull(),
    closedBy: id("closed_by").references(() => users.id),
    closedAt: instant("closed_at"),
    closeNote: text("close_note"),
  },
  (t) => [
    index("abuse_flags_organization").on(t.organizationId, t.openedAt),
    index("abuse_flags_open").on(t.openedAt).where(sql`closed_at IS NULL`),
  ],
);

/** An organization that is to do no more business here: frozen at once, stopped when its notice is over, until it is lifted. */
export const suspensions = pgTable(
  "suspensions",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    cause: text("cause", { enum: ["desk", "sanctions"] }).notNull(),
    /** Its people read it. */
    reason: text("reason").notNull(),
    placedBy: id("placed_by").references(() => users.id),
    placedAt: instant("placed_at").notNull(),
    /** What runs is stopped from then on. */
    effectiveAt: instant("effective_at").notNull(),
    /** When nothing of it ran any more, for the first time. */
    enforcedAt: instant("enforced_at"),
    liftedBy: id("lifted_by").references(() => users.id),
    liftedAt: instant("lifted_at"),
    liftReason: text("lift_reason"),
  },
  (t) => [
    uniqueIndex("suspensions_open").on(t.organizationId).where(sql`lifted_at IS NULL`),
    index("suspensions_due").on(t.effectiveAt).where(sql`lifted_at IS NULL`),
    index("suspensions_organization").on(t.organizationId, t.placedAt),
    check("suspensions_lifted", sql`(lifted_at IS NULL) = (lift_reason IS NULL)`),
  ],
);
