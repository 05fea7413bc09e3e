import type { Transaction } from "@/db/client";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { newId } from "@/lib/ids";
import { queueMail } from "@/lib/mail/queue-mail";
import type { SecurityChange } from "@/lib/mail/templates";

/** Writes down a change to somebody's sign-in, and tells them by mail, whoever made it. */
export async function recordSecurityChange(
  tx: Transaction,
  ctx: Context,
  {
    userId,
    change,
    action,
    detail = {},
  }: { userId: string; change: SecurityChange; action: string; detail?: Record<string, unknown> },
): Promise<void> {
  await recordAudit(tx, ctx, { action, targetId: userId, detail });
  await queueMail(tx, {
    template: "security-change",
    props: { change, left: null, href: "/settings/security" },
    fact: `security:${newId("req")}`,
    to: { userId },
  });
}
