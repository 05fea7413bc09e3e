import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { launchLimits, organizations } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { parseMoney } from "@/lib/core/money";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { type SetLaunchLimitsInput, setLaunchLimitsSchema } from "./limit-schemas";

/** The desk sets what one customer may run at once and pay by card a day; all of it empty, the tier of its paid history decides again. What runs goes on. */
export async function setLaunchLimits(ctx: Context, input: SetLaunchLimitsInput): Promise<void> {
  const { userId } = authorize(ctx, "risk.manage");
  const { organizationId, reason, ...given } = parseInput(setLaunchLimitsSchema, input);
  const limits = {
    accelerators: given.accelerators === "" ? null : Number(given.accelerators),
    burnMicrosPerHour: parseAmount("burnPerHour", given.burnPerHour),
    cardMicrosPerDay: parseAmount("cardPerDay", given.cardPerDay),
  };
  await ctx.db.transaction(async (tx) => {
    const [customer] = await tx.select().from(organizations).where(eq(organizations.id, organizationId));
    if (customer?.kind !== "customer") throw notFound("customer");
    if (Object.values(limits).every((limit) => limit === null))
      await tx.delete(launchLimits).where(eq(launchLimits.organizationId, organizationId));
    else {
      const row = { ...limits, reason, updatedBy: userId, updatedAt: await databaseNow(tx) };
      await tx
        .insert(launchLimits)
        .values({ organizationId, ...row })
        .onConflictDoUpdate({ target: launchLimits.organizationId, set: row });
    }
    const { accelerators, burnPerHour, cardPerDay } = given;
    await recordAudit(tx, ctx, {
      action: "launch_limits.set",
      targetId: organizationId,
      organizationId,
      detail: { accelerators, burnPerHour, cardPerDay, reason },
    });
  });
}

function parseAmount(field: string, text: string): bigint | null {
  if (text === "") return null;
  const micros = parseMoney(text);
  if (micros !== null && micros >= 0n) return micros;
  const reason = "Enter an amount such as 250, or leave it empty for the tier's.";
  throw new AppError("invalid_input", reason, { fields: { [field]: [reason] } });
}
