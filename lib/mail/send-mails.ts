import { and, asc, eq, inArray, lte, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { mails } from "@/db/schema";
import type { Context } from "@/lib/context";
import { faultOf, type SendFault, type SmtpServer, smtpServer } from "./smtp";
import type { MailContent, RenderedMail } from "./templates";

export const MAILS_AT_ONCE = 20;
/** Longer than one attempt can take. */
const LEASE_MS = 3 * 60_000;
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 60 * 60_000;
/** Until one mail tries a server again that takes none. */
const AWAY_MS = 30_000;
/** Some twenty-four hours of trying; then a person looks. */
const MOST_ATTEMPTS = 28;

export type QueuedMail = typeof mails.$inferSelect;

/** Whom trouble is told to, and who says that it is over: the domains know, mail does not. */
export interface MailDesk {
  stuck(tx: DbOrTx, mail: QueuedMail, reason: string, at: Date): Promise<void>;
  /** The server takes no mail at all. */
  away(tx: DbOrTx, reason: string, at: Date): Promise<void>;
  back(tx: DbOrTx, at: Date): Promise<void>;
}

export interface MailParts {
  /** Templates are React, which nothing of this folder knows. */
  render(content: MailContent): Promise<RenderedMail>;
  desk: MailDesk;
}

/**
 * Sends mails that are due, one after the other: claimed in one transaction, sent outside any, kept in another. Any number of workers; who dies with
 * one leaves it to the next, which may send it again under the same Message-ID. A server that is away ends the round and costs no mail its
 * attempts' bound. Without a server nothing is done, and the mails wait. Answers how many were sent.
 */
export async function sendMails(ctx: Pick<Context, "db">, parts: MailParts): Promise<number> {
  const server = smtpServer();
  if (!server) return 0;
  let sent = 0;
  for (let taken = 0; taken < MAILS_AT_ONCE; taken++) {
    const mail = await claim(ctx, server);
    if (!mail) break;
    const fault = await attempt(server, mail, parts);
    await ctx.db.transaction((tx) => keep(tx, mail, fault, parts.desk, sent === 0));
    if (fault?.kind === "away") break;
    if (!fault) sent += 1;
  }
  return sent;
}

function claim(ctx: Pick<Context, "db">, { domain }: SmtpServer): Promise<QueuedMail | undefined> {
  return ctx.db.transaction(async (tx) => {
    const at = await databaseNow(tx);
    const due = tx
      .select({ id: mails.id })
      .from(mails)
      .where(and(inArray(mails.state, ["planned", "sending"]), lte(mails.nextAttemptAt, at)))
      .orderBy(asc(mails.nextAttemptAt))
      .limit(1)
      .for("update", { skipLocked: true });
    const leasedUntil = new Date(at.getTime() + LEASE_MS);
    const [claimed] = await tx
      .update(mails)
      .set({
        state: "sending",
        attempts: sql`${mails.attempts} + 1`,
        leasedUntil,
        nextAttemptAt: leasedUntil,
        messageId: sql`coalesce(${mails.messageId}, '<' || ${mails.id} || '@' || ${domain}::text || '>')`,
      })
      // a scalar: as a list it could be asked for again for each row, and lock another each time
      .where(eq(mails.id, sql`(${due})`))
      .returning();
    return claimed;
  });
}

async function attempt(server: SmtpServer, mail: QueuedMail, { render }: MailParts): Promise<SendFault | null> {
  try {
    const rendered = await render({ template: mail.template, props: mail.props } as MailContent);
    await server.send({
      from: server.from,
      to: mail.toAddress,
      messageId: mail.messageId!,
      date: mail.createdAt,
      headers: { "Auto-Submitted": "auto-generated" },
      ...rendered,
    });
    return null;
  } catch (error) {
    return faultOf(error);
  }
}

async function keep(tx: DbOrTx, mail: QueuedMail, fault: SendFault | null, desk: MailDesk, isFirst: boolean) {
  const at = await databaseNow(tx);
  const over = outcome(mail, fault, at);
  const kept = await tx
    .update(mails)
    .set({ ...over, error: fault?.reason ?? null, leasedUntil: null })
    .where(and(eq(mails.id, mail.id), eq(mails.state, "sending"), eq(mails.attempts, mail.attempts)))
    .returning({ id: mails.id });
  if (fault?.kind === "away") await desk.away(tx, fault.reason, at);
  else if (isFirst) await desk.back(tx, at);
  if (kept.length > 0 && over.state === "stuck") await desk.stuck(tx, mail, fault!.reason, at);
}

function outcome({ attempts }: QueuedMail, fault: SendFault | null, at: Date) {
  if (!fault) return { state: "sent", sentAt: at } as const;
  const isOver = fault.kind === "refused" || (fault.kind === "later" && attempts >= MOST_ATTEMPTS);
  if (isOver) return { state: "stuck" } as const;
  const isAway = fault.kind === "away";
  const pauseMs = isAway ? AWAY_MS : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 20));
  const tried = isAway ? attempts - 1 : attempts;
  return { state: "planned", attempts: tried, nextAttemptAt: new Date(at.getTime() + pauseMs) } as const;
}
