import { eq, sql } from "drizzle-orm";
import { vi } from "vitest";
import { mails } from "@/db/schema";
import type { TestDatabase } from "@/db/testing/database";
import { mailDesk } from "@/lib/identity/mail-desk";
import { type MailCatcher, startMailCatcher } from "@/stand-ins/mail/server";
import { renderQueuedMail } from "@/worker/render-mail";
import { type MailParts, sendMails } from "../send-mails";

export const MAIL_PARTS: MailParts = { render: renderQueuedMail, desk: mailDesk };

/** A mail server of a test's own, and what lies in its database's queue. */
export class Post {
  private constructor(
    readonly database: TestDatabase,
    readonly catcher: MailCatcher,
  ) {}

  static async open(database: TestDatabase): Promise<Post> {
    return new Post(database, await startMailCatcher());
  }

  /** Before each test: vitest takes it back after each. */
  setEnvironment(): void {
    vi.stubEnv("SMTP_URL", this.catcher.smtpUrl);
    vi.stubEnv("MAIL_FROM", "Openhall <mail@openhall.test>");
    vi.stubEnv("NEXTAUTH_URL", "https://openhall.test");
    vi.stubEnv("NEXTAUTH_SECRET", "a secret of thirty-two characters");
  }

  send(): Promise<number> {
    return sendMails({ db: this.database.db }, MAIL_PARTS);
  }

  queue() {
    return this.database.db.select().from(mails).orderBy(mails.createdAt, mails.id);
  }

  /** Of one template, oldest first. */
  queued(template: string) {
    return this.database.db.select().from(mails).where(eq(mails.template, template)).orderBy(mails.createdAt, mails.id);
  }

  /** Pauses and claims have run out. */
  async passTime(): Promise<void> {
    await this.database.db.execute(
      sql`UPDATE mails SET next_attempt_at = now() - interval '1 s' WHERE state IN ('planned', 'sending')`,
    );
  }

  async empty(): Promise<void> {
    this.catcher.mailbox.clear();
    this.catcher.refusals.clear();
    await this.database.db.execute(sql`DELETE FROM mails`);
    await this.database.db.execute(sql`DELETE FROM notices`);
  }
}
