import { eq } from "drizzle-orm";
import { organizations } from "@/db/schema";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { placeSuspension } from "./place-suspension";
import { type SuspendInput, suspendSchema } from "./schemas";

/** The desk ends an organization's business for now: nothing new at once, and what runs is stopped when the notice is over. */
export async function suspendOrganization(ctx: Context, input: SuspendInput): Promise<{ effectiveAt: Date }> {
  const { userId } = authorize(ctx, "organization.suspend");
  const { organizationId, reason, noticeMinutes } = parseInput(suspendSchema, input);
  return ctx.db.transaction(async (tx) => {
    const [organization] = await tx.select().from(organizations).where(eq(organizations.id, organizationId));
    if (!organization || organization.kind === "platform") throw notFound("organization");
    const wanted = { organizationId, cause: "desk" as const, reason, noticeMinutes, placedBy: userId };
    const placed = await placeSuspension(tx, ctx, wanted);
    if (!placed) throw new AppError("conflict", "It is suspended already.");
    return { effectiveAt: placed.effectiveAt };
  });
}
