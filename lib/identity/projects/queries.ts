import { and, asc, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { projects, users } from "@/db/schema";
import type { Context, UserActor } from "@/lib/context";
import { authorize } from "../authorize";

const LONGEST_LIST = 200;

type Reader = Pick<Context, "db" | "actor">;

/** Of the organization, or those of them that the actor sees. */
function visible({ organizationId, projects: own }: UserActor): SQL {
  const chosen = own && (own.size > 0 ? inArray(projects.id, [...own.keys()]) : sql`false`);
  return and(eq(projects.organizationId, organizationId), chosen ?? undefined)!;
}

/** Projects by name, archived ones last, with how many people see nothing else. */
export async function listProjects(ctx: Reader) {
  const actor = authorize(ctx, "project.view");
  return ctx.db
    .select({
      id: projects.id,
      name: projects.name,
      slug: projects.slug,
      createdAt: projects.createdAt,
      createdByEmail: users.email,
      archivedAt: projects.archivedAt,
      members: sql<number>`(SELECT count(*) FROM project_members m WHERE m.project_id = ${projects.id})::int`,
      running: sql<number>`(
        SELECT count(*) FROM leases l WHERE l.project_id = ${projects.id} AND l.ended_at IS NULL)::int`,
    })
    .from(projects)
    .leftJoin(users, eq(users.id, projects.createdBy))
    .where(visible(actor))
    .orderBy(sql`${projects.archivedAt} IS NOT NULL`, asc(projects.name), asc(projects.id))
    .limit(LONGEST_LIST);
}

export type ProjectListing = Awaited<ReturnType<typeof listProjects>>[number];

export interface ProjectChoice {
  id: string;
  name: string;
}

/** In which the actor may launch. */
export async function listLaunchProjects(ctx: Reader): Promise<ProjectChoice[]> {
  const actor = authorize(ctx, "project.view");
  const rows = await ctx.db
    .select({ id: projects.id, name: projects.name })
    .from(projects)
    .where(and(visible(actor), isNull(projects.archivedAt)))
    .orderBy(asc(projects.name), asc(projects.id))
    .limit(LONGEST_LIST);
  return rows.filter(({ id }) => !actor.projects || actor.projects.get(id) === "member");
}
