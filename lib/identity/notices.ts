import { and, eq, isNull, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { notices } from "@/db/schema";
import type { Role } from "@/lib/core/permissions";
import { newId } from "@/lib/ids";
import { type Mail, queueMail } from "@/lib/mail/queue-mail";
import type { MailContent } from "@/lib/mail/templates";

export interface NoticeInput {
  /** Null: the platform's desk. */
  organizationId: string | null;
  /** Of the fact, e.g. `runway.24h`: one notice is open per organization and key. */
  key: string;
  severity: "info" | "warning" | "critical";
  title: string;
  body: string;
  /** A path of the reader's portal. */
  href?: string;
  detail?: Record<string, unknown>;
  /** Goes out with the notice when that is new, to those of the organization in these roles. */
  mail?: NoticeMail;
}

export type NoticeMail = MailContent & { roles: readonly Role[] };

/** Raises a notice, or says of the open one that it is still so. Answers whether it is new. */
export async function raiseNotice(tx: DbOrTx, input: NoticeInput, at: Date): Promise<boolean> {
  const { mail, ...row } = input;
  const [inserted] = await tx
    .insert(notices)
    .values({ ...row, id: newId("ntc"), detail: input.detail ?? {}, raisedAt: at, seenAt: at })
    .onConflictDoNothing()
    .returning({ id: notices.id });
  if (inserted) {
    if (mail) await queueMail(tx, noticeMail(inserted.id, input.organizationId, mail));
    return true;
  }
  const { severity, title, body, detail } = input;
  await tx
    .update(notices)
    .set({ severity, title, body, detail: detail ?? {}, seenAt: at })
    .where(openNotice(input.organizationId, input.key));
  return false;
}

/** Of one notice: raised anew after its reason had gone, it is told anew. */
export function noticeMail(noticeId: string, organizationId: string | null, { roles, ...content }: NoticeMail): Mail {
  return { ...content, fact: `notice:${noticeId}`, to: organizationId === null ? "desk" : { organizationId, roles } };
}

/** The reason is gone: the open notice of that key, if any, is resolved, and one that was dismissed can be raised anew. */
export async function resolveNotice(
  tx: DbOrTx,
  organizationId: string | null,
  key: string,
  at: Date,
): Promise<boolean> {
  const resolved = await tx
    .update(notices)
    .set({ resolvedAt: sql`coalesce(${notices.resolvedAt}, ${at.toISOString()}::timestamptz)`, endedAt: at })
    .where(
      and(
        sql`coalesce(${notices.organizationId}, '') = ${organizationId ?? ""}`,
        eq(notices.key, key),
        isNull(notices.endedAt),
      ),
    )
    .returning({ id: notices.id });
  return resolved.length > 0;
}

function openNotice(organizationId: string | null, key: string) {
  return and(
    sql`coalesce(${notices.organizationId}, '') = ${organizationId ?? ""}`,
    eq(notices.key, key),
    isNull(notices.resolvedAt),
  );
}
