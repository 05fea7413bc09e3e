import { and, eq, isNull, sql } from "drizzle-orm";
import { projects } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "../authorize";
import { type ArchiveProjectInput, archiveProjectSchema } from "./schemas";

/** Nothing is launched in it any more, and who sees chosen projects alone sees it no longer. What runs goes on. */
export async function archiveProject(ctx: Context, input: ArchiveProjectInput): Promise<void> {
  const { organizationId } = authorize(ctx, "project.manage");
  const { projectId } = parseInput(archiveProjectSchema, input);
  await ctx.db.transaction(async (tx) => {
    const archived = await tx
      .update(projects)
      .set({ archivedAt: sql`platform_now()` })
      .where(and(eq(projects.id, projectId), eq(projects.organizationId, organizationId), isNull(projects.archivedAt)))
      .returning({ name: projects.name });
    if (!archived[0]) throw notFound("project");
    await recordAudit(tx, ctx, { action: "project.archive", targetId: projectId, detail: archived[0] });
  });
}
