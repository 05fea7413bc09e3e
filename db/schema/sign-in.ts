import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, jsonb, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant } from "@/db/columns";
import { users } from "./identity";

const userId = () =>
  id("user_id")
    .notNull()
    .references(() => users.id);

/** A shared secret of an authenticator app. In force from its confirmation until it is removed; a person has one at a time. */
export const totpFactors = pgTable(
  "totp_factors",
  {
    id: id("id").primaryKey(),
    userId: userId(),
    /** Sealed by lib/secrets. */
    secret: text("secret").notNull(),
    /** The newest step of 30 seconds whose code was taken: none is taken twice. */
    lastStep: bigint("last_step", { mode: "number" }).notNull().default(0),
    createdAt: instant("created_at").notNull().defaultNow(),
    confirmedAt: instant("confirmed_at"),
    removedAt: instant("removed_at"),
  },
  (t) => [
    uniqueIndex("totp_factors_once").on(t.userId).where(sql`confirmed_at IS NOT NULL AND removed_at IS NULL`),
    index("totp_factors_user").on(t.userId),
  ],
);

/** For who has lost the rest; each is good once. */
export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    id: id("id").primaryKey(),
    userId: userId(),
    /** SHA-256, base64url: the code has 120 random bits. */
    codeHash: text("code_hash").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    usedAt: instant("used_at"),
  },
  (t) => [unique("recovery_codes_once").on(t.userId, t.codeHash)],
);

/** A WebAuthn credential; what is here is public. */
export const passkeys = pgTable(
  "passkeys",
  {
    id: id("id").primaryKey(),
    userId: userId(),
    name: text("name").notNull(),
    /** base64url, as the authenticator named it. */
    credentialId: text("credential_id").notNull(),
    /** COSE, base64url. */
    publicKey: text("public_key").notNull(),
    counter: bigint("counter", { mode: "number" }).notNull(),
    transports: jsonb("transports").$type<string[]>().notNull().default([]),
    /** Kept by a provider on several devices. */
    backedUp: boolean("backed_up").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    lastUsedAt: instant("last_used_at"),
  },
  (t) => [unique("passkeys_credential").on(t.credentialId), index("passkeys_user").on(t.userId, t.createdAt)],
);

/** What an authenticator was asked to sign; taken away by the answer. */
export const passkeyChallenges = pgTable(
  "passkey_challenges",
  {
    /** SHA-256 of the challenge, base64url. */
    challengeHash: text("challenge_hash").primaryKey(),
    purpose: text("purpose", { enum: ["register", "prove", "sign_in"] }).notNull(),
    /** Null where whoever answers is not known yet. */
    userId: id("user_id").references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [index("passkey_challenges_expired").on(t.expiresAt), index("passkey_challenges_user").on(t.userId)],
);

export const FIRST_PROOFS = ["password", "link", "provider"] as const;
export type FirstProof = (typeof FIRST_PROOFS)[number];

/** A sign-in between its first proof and its second factor. It opens nothing. */
export const pendingSignIns = pgTable(
  "pending_sign_ins",
  {
    id: id("id").primaryKey(),
    userId: userId(),
    tokenHash: text("token_hash").notNull(),
    proof: text("proof", { enum: FIRST_PROOFS }).notNull(),
    guesses: integer("guesses").notNull().default(0),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    unique("pending_sign_ins_token").on(t.tokenHash),
    index("pending_sign_ins_user").on(t.userId),
    index("pending_sign_ins_expired").on(t.expiresAt),
  ],
);

/** A second factor, or a password asked for again, that was wrong: who guesses is stopped after some an hour. */
export const factorGuesses = pgTable(
  "factor_guesses",
  {
    id: id("id").primaryKey(),
    userId: userId(),
    at: instant("at").notNull(),
  },
  (t) => [index("factor_guesses_user").on(t.userId, t.at), index("factor_guesses_at").on(t.at)],
);

/** A link that signs in, or lets a new password be chosen; its token is made where the mail is rendered. */
export const signInLinks = pgTable(
  "sign_in_links",
  {
    id: id("id").primaryKey(),
    userId: userId(),
    purpose: text("purpose", { enum: ["sign_in", "reset"] }).notNull(),
    tokenHash: text("token_hash").notNull(),
    /** Of the cookie of the browser that asked for it: a link that signs in works there alone. */
    browserHash: text("browser_hash"),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    usedAt: instant("used_at"),
  },
  (t) => [
    unique("sign_in_links_token").on(t.tokenHash),
    index("sign_in_links_user").on(t.userId, t.createdAt),
    index("sign_in_links_expired").on(t.expiresAt),
  ],
);

/** A browser that a person has signed in with, by a cookie of its own. */
export const knownDevices = pgTable(
  "known_devices",
  {
    id: id("id").primaryKey(),
    userId: userId(),
    tokenHash: text("token_hash").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    lastSeenAt: instant("last_seen_at").notNull().defaultNow(),
  },
  (t) => [unique("known_devices_once").on(t.userId, t.tokenHash)],
);

/** Who somebody is at a provider: by issuer and subject, never by address. */
export const providerIdentities = pgTable(
  "provider_identities",
  {
    id: id("id").primaryKey(),
    userId: userId(),
    issuer: text("issuer").notNull(),
    subject: text("subject").notNull(),
    /** What the provider called them when it was linked; shown, and decides nothing. */
    label: text("label").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    lastUsedAt: instant("last_used_at"),
  },
  (t) => [unique("provider_identities_once").on(t.issuer, t.subject), index("provider_identities_user").on(t.userId)],
);

/** What a provider has just said of somebody who is not known here, until the page that asks them has its answer. */
export const providerProofs = pgTable(
  "provider_proofs",
  {
    id: id("id").primaryKey(),
    tokenHash: text("token_hash").notNull(),
    issuer: text("issuer").notNull(),
    subject: text("subject").notNull(),
    label: text("label").notNull(),
    name: text("name").notNull(),
    /** Confirmed by the provider; null where it has none. */
    email: text("email"),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    usedAt: instant("used_at"),
  },
  (t) => [unique("provider_proofs_token").on(t.tokenHash), index("provider_proofs_expired").on(t.expiresAt)],
);

/** A change of address: confirmed at the new one, and taken back from the old one for three days. */
export const emailChanges = pgTable(
  "email_changes",
  {
    id: id("id").primaryKey(),
    userId: userId(),
    oldEmail: text("old_email").notNull(),
    newEmail: text("new_email").notNull(),
    confirmHash: text("confirm_hash").notNull(),
    undoHash: text("undo_hash").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    confirmedAt: instant("confirmed_at"),
    undoUntil: instant("undo_until").notNull(),
    undoneAt: instant("undone_at"),
  },
  (t) => [
    unique("email_changes_confirm").on(t.confirmHash),
    unique("email_changes_undo").on(t.undoHash),
    index("email_changes_user").on(t.userId, t.createdAt),
  ],
);
