import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { suspensions } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { placeFreeze } from "@/lib/identity/launch-freezes";
import { raiseNotice } from "@/lib/identity/notices";
import { newId } from "@/lib/ids";

interface SuspensionOf {
  organizationId: string;
  cause: "desk" | "sanctions";
  reason: string;
  noticeMinutes: number;
  placedBy: string;
}

/**
 * Suspends in the caller's transaction, once while it lasts: nothing starts from now on, its people are told when what runs is stopped.
 * Answers null where it is suspended already.
 */
export async function placeSuspension(tx: Transaction, ctx: Context, wanted: SuspensionOf) {
  const { organizationId, reason, noticeMinutes, ...by } = wanted;
  const placedAt = await databaseNow(tx);
  const effectiveAt = new Date(placedAt.getTime() + noticeMinutes * 60_000);
  const [placed] = await tx
    .insert(suspensions)
    .values({ id: newId("sus"), organizationId, reason, ...by, placedAt, effectiveAt })
    .onConflictDoNothing()
    .returning();
  if (!placed) return null;
  const freeze = { organizationId, sourceKey: placed.id, reason: `Your organization is suspended: ${reason}` };
  await placeFreeze(tx, { ...freeze, placedBy: wanted.placedBy }, placedAt);
  await raiseNotice(
    tx,
    {
      organizationId,
      key: `suspended:${placed.id}`,
      severity: "critical",
      title: "Your organization is suspended",
      body: `${reason} What runs is stopped ${noticeMinutes === 0 ? "now" : `at ${effectiveAt.toISOString().slice(0, 16).replace("T", " ")} UTC`}.`,
      href: "/settings/end-use",
      mail: {
        template: "suspended",
        props: {
          reason,
          effectiveAt: noticeMinutes === 0 ? null : effectiveAt.toISOString(),
          href: "/settings/end-use",
        },
        roles: ["owner", "admin", "member", "technician", "finance", "billing"],
      },
    },
    placedAt,
  );
  await recordAudit(tx, ctx, {
    action: "organization.suspend",
    targetId: placed.id,
    organizationId,
    detail: { reason, cause: by.cause, effectiveAt: effectiveAt.toISOString() },
  });
  return placed;
}
