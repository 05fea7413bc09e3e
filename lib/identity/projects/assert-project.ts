import { and, eq, isNull } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { projects } from "@/db/schema";
import type { UserActor } from "@/lib/context";
import { AppError } from "@/lib/errors";

/** A project of the actor's organization in which they may act, and that is not archived; else the field is at fault. */
export async function assertProjectIsOwn(db: DbOrTx, actor: UserActor, projectId: string): Promise<void> {
  const [project] = await db
    .select({ id: projects.id })
    .from(projects)
    .where(
      and(eq(projects.id, projectId), eq(projects.organizationId, actor.organizationId), isNull(projects.archivedAt)),
    );
  if (project && (!actor.projects || actor.projects.get(projectId) === "member")) return;
  const message = "Choose a project in which you may act.";
  throw new AppError("invalid_input", message, { fields: { projectId: [message] } });
}
