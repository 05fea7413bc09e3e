import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { organizations } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "./authorize";
import { type FreezeLaunchesInput, freezeLaunchesSchema } from "./freeze-schemas";
import { placeFreeze } from "./launch-freezes";

/** The desk keeps a customer from starting anything new, until it lifts that again. What runs goes on. */
export async function freezeLaunches(ctx: Context, input: FreezeLaunchesInput): Promise<void> {
  const { userId } = authorize(ctx, "risk.manage");
  const { organizationId, reason, idempotencyKey } = parseInput(freezeLaunchesSchema, input);
  await ctx.db.transaction(async (tx) => {
    const [customer] = await tx.select().from(organizations).where(eq(organizations.id, organizationId));
    if (customer?.kind !== "customer") throw notFound("customer");
    const sourceKey = `desk:${organizationId}:${idempotencyKey}`;
    const freeze = { organizationId, sourceKey, reason, placedBy: userId };
    if (!(await placeFreeze(tx, freeze, await databaseNow(tx)))) return;
    await recordAudit(tx, ctx, {
      action: "launches.freeze",
      targetId: organizationId,
      organizationId,
      detail: { reason },
    });
  });
}
