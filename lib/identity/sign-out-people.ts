import { and, eq, inArray, isNull } from "drizzle-orm";
import { z } from "zod";
import { sessions, users } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { normaliseEmail } from "./email";

const signOutPeopleSchema = z.union([
  z.strictObject({ email: z.string() }),
  z.strictObject({ everybody: z.literal(true) }),
]);
export type SignOutPeopleInput = z.input<typeof signOutPeopleSchema>;

/** Ends every session of one person, or of everybody, for whoever runs the platform: `npm run sign-out`. */
export async function signOutPeople(ctx: Context, input: SignOutPeopleInput): Promise<{ ended: number }> {
  if (ctx.actor.type !== "system") throw new AppError("forbidden", "Only the system signs others out.");
  const who = parseInput(signOutPeopleSchema, input);
  return ctx.db.transaction(async (tx) => {
    const found =
      "email" in who
        ? await tx
            .select({ id: users.id })
            .from(users)
            .where(eq(users.email, normaliseEmail(who.email) ?? ""))
        : null;
    if (found?.length === 0) throw notFound("person");
    const those = found
      ? inArray(
          sessions.userId,
          found.map(({ id }) => id),
        )
      : undefined;
    const ended = await tx
      .update(sessions)
      .set({ revokedAt: ctx.now })
      .where(and(those, isNull(sessions.revokedAt)))
      .returning({ id: sessions.id, organizationId: sessions.organizationId });
    for (const { id, organizationId } of ended)
      await recordAudit(tx, ctx, { action: "session.revoke", targetId: id, organizationId });
    return { ended: ended.length };
  });
}
