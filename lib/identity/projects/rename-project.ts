import { and, eq } from "drizzle-orm";
import { projects } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "../authorize";
import { type RenameProjectInput, renameProjectSchema } from "./schemas";

export async function renameProject(ctx: Context, input: RenameProjectInput): Promise<void> {
  const { organizationId } = authorize(ctx, "project.manage");
  const { projectId, name } = parseInput(renameProjectSchema, input);
  await ctx.db.transaction(async (tx) => {
    const renamed = await tx
      .update(projects)
      .set({ name })
      .where(and(eq(projects.id, projectId), eq(projects.organizationId, organizationId)))
      .returning({ id: projects.id });
    if (renamed.length === 0) throw notFound("project");
    await recordAudit(tx, ctx, { action: "project.rename", targetId: projectId, detail: { name } });
  });
}
