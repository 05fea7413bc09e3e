import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import { id, instant } from "@/db/columns";
import { organizations, users } from "./identity";

/** What is said to people by e-mail: a row first, in the transaction of the fact; then sent by the worker until it is through. */
export const mails = pgTable(
  "mails",
  {
    id: id("id").primaryKey(),
    /** The fact and who is told of it, `receipt:top_…:usr_…`: the same fact is told to a person once. */
    key: text("key").notNull(),
    toAddress: text("to_address").notNull(),
    /** Null: to an address that is nobody's here yet. */
    userId: id("user_id").references(() => users.id),
    /** Whose matter it is about; null where it is the person's own. */
    organizationId: id("organization_id").references(() => organizations.id),
    template: text("template").notNull(),
    /** What the template shows; links are paths of ours, and secrets are never in it. */
    props: jsonb("props").$type<Record<string, unknown>>().notNull(),
    state: text("state", { enum: ["planned", "sending", "sent", "stuck"] }).notNull(),
    attempts: integer("attempts").notNull().default(0),
    leasedUntil: instant("leased_until"),
    nextAttemptAt: instant("next_attempt_at").notNull().defaultNow(),
    /** Of the last attempt, as the server said it. */
    error: text("error"),
    /** Made of the id, so that a mail which is sent twice after a crash is recognisably the same. */
    messageId: text("message_id"),
    createdAt: instant("created_at").notNull().defaultNow(),
    sentAt: instant("sent_at"),
  },
  (t) => [
    unique("mails_key").on(t.key),
    index("mails_due").on(t.nextAttemptAt).where(sql`state IN ('planned', 'sending')`),
    index("mails_created").on(t.createdAt, t.id),
    index("mails_state").on(t.state, t.createdAt),
    check("mails_sent", sql`(sent_at IS NOT NULL) = (state = 'sent')`),
  ],
);
