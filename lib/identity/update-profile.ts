import { eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { line } from "@/lib/core/text";
import { parseInput } from "@/lib/parse-input";
import { authorizeOwn } from "./authorize";

export const updateProfileSchema = z.strictObject({ name: line("your name", 100) });

export async function updateProfile(ctx: Context, input: z.infer<typeof updateProfileSchema>): Promise<void> {
  const { userId } = authorizeOwn(ctx);
  const { name } = parseInput(updateProfileSchema, input);
  await ctx.db.transaction(async (tx) => {
    await tx.update(users).set({ name }).where(eq(users.id, userId));
    await recordAudit(tx, ctx, { action: "user.rename", targetId: userId });
  });
}
