import { asc, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { memberships } from "@/db/schema";
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
  const organizationId = await homeOf(tx, ctx, userId);
  await recordAudit(tx, ctx, { action, targetId: userId, detail, ...(organizationId ? { organizationId } : {}) });
  await queueMail(tx, {
    template: "security-change",
    props: { change, left: null, href: "/settings/security" },
    fact: `security:${newId("req")}`,
    to: { userId },
  });
}

/** Whose log it belongs to where a mailed link was followed, and nobody or somebody else is signed in: that of the person's first organization. */
async function homeOf(tx: Transaction, ctx: Context, userId: string): Promise<string | null> {
  if (ctx.actor.type === "user" && ctx.actor.userId === userId) return null;
  const [first] = await tx
    .select({ organizationId: memberships.organizationId })
    .from(memberships)
    .where(eq(memberships.userId, userId))
    .orderBy(asc(memberships.createdAt), asc(memberships.id))
    .limit(1);
  return first?.organizationId ?? null;
}
