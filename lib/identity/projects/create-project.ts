import { count, eq } from "drizzle-orm";
import { projects } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, isUniqueViolation } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "../authorize";
import { lockMembership } from "../members/own-membership";
import { type CreateProjectInput, createProjectSchema } from "./schemas";

const MOST_PROJECTS = 200;

/** A slug is never used twice, also not after its project is archived: what it cost is still told by it. */
export async function createProject(ctx: Context, input: CreateProjectInput): Promise<{ projectId: string }> {
  const actor = authorize(ctx, "project.manage");
  const { name, slug } = parseInput(createProjectSchema, input);
  const { organizationId } = actor;
  const projectId = newId("prj");
  try {
    await ctx.db.transaction(async (tx) => {
      await lockMembership(tx, actor, "project.manage");
      const [held] = await tx
        .select({ total: count() })
        .from(projects)
        .where(eq(projects.organizationId, organizationId));
      if (Number(held?.total) >= MOST_PROJECTS)
        throw new AppError("limit_exceeded", `An organization has at most ${MOST_PROJECTS} projects.`);
      await tx.insert(projects).values({ id: projectId, organizationId, name, slug, createdBy: actor.userId });
      await recordAudit(tx, ctx, { action: "project.create", targetId: projectId, detail: { name, slug } });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = "Another project has, or had, this short name.";
    throw new AppError("conflict", message, { fields: { slug: [message] } });
  }
  return { projectId };
}
