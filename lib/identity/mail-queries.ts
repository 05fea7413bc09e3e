import { and, desc, eq, gte, ilike, inArray, type SQL, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { mails, organizations } from "@/db/schema";
import type { Context } from "@/lib/context";
import { smtpEnv } from "@/lib/env";
import { MAIL_TEMPLATES } from "@/lib/mail/templates";
import { authorize } from "./authorize";

const STATES = ["planned", "sending", "sent", "stuck"] as const;
const LONGEST_PAGE = 200;

export interface MailFilter {
  /** Words of the table's filters; what is no state or template is left out. */
  states: readonly string[];
  templates: readonly string[];
  /** Part of an address. */
  search: string;
  limit: number;
  offset: number;
}

/** Every mail, newest first; for the desk. What it says is not among the columns. */
export async function listMails(ctx: Pick<Context, "db" | "actor">, filter: MailFilter) {
  authorize(ctx, "mail.view");
  const where = conditionOf(filter);
  const rows = await ctx.db
    .select({
      id: mails.id,
      template: mails.template,
      toAddress: mails.toAddress,
      organizationId: mails.organizationId,
      organizationName: organizations.name,
      organizationKind: organizations.kind,
      state: mails.state,
      attempts: mails.attempts,
      error: mails.error,
      messageId: mails.messageId,
      nextAttemptAt: mails.nextAttemptAt,
      createdAt: mails.createdAt,
      sentAt: mails.sentAt,
    })
    .from(mails)
    .leftJoin(organizations, eq(organizations.id, mails.organizationId))
    .where(where)
    .orderBy(desc(mails.createdAt), desc(mails.id))
    .limit(Math.min(filter.limit, LONGEST_PAGE))
    .offset(filter.offset);
  return { mails: rows, total: await ctx.db.$count(mails, where) };
}

export type MailListing = Awaited<ReturnType<typeof listMails>>["mails"][number];

function conditionOf({ states, templates, search }: MailFilter): SQL | undefined {
  const known = STATES.filter((state) => states.includes(state));
  const named = MAIL_TEMPLATES.filter((template) => templates.includes(template));
  return and(
    known.length > 0 ? inArray(mails.state, known) : undefined,
    named.length > 0 ? inArray(mails.template, named) : undefined,
    search ? ilike(mails.toAddress, `%${search.replaceAll(/[\\%_]/g, "\\$&")}%`) : undefined,
  );
}

export interface MailSummary {
  /** Null: no server is set, and mails wait. */
  server: string | null;
  waiting: number;
  stuck: number;
  sentToday: number;
}

/** For the desk. Of the server its address alone. */
export async function getMailSummary(ctx: Pick<Context, "db" | "actor">): Promise<MailSummary> {
  authorize(ctx, "mail.view");
  const midnight = new Date((await databaseNow(ctx.db)).setUTCHours(0, 0, 0, 0));
  return {
    server: smtpEnv()?.url.host ?? null,
    waiting: await ctx.db.$count(mails, sql`${mails.state} IN ('planned', 'sending')`),
    stuck: await ctx.db.$count(mails, eq(mails.state, "stuck")),
    sentToday: await ctx.db.$count(mails, and(eq(mails.state, "sent"), gte(mails.sentAt, midnight))),
  };
}
