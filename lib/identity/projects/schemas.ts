import { z } from "zod";
import { PROJECT_ROLES } from "@/lib/core/permissions";
import { line } from "@/lib/core/text";

const MOST_PROJECTS_EACH = 100;
const id = z.string().min(1).max(60);

const slug = z
  .string()
  .trim()
  .regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, "Use 1 to 40 lower-case letters, digits and hyphens.");

export const createProjectSchema = z.strictObject({ name: line("a name for the project", 60), slug });
export type CreateProjectInput = z.input<typeof createProjectSchema>;

export const renameProjectSchema = z.strictObject({ projectId: id, name: line("a name for the project", 60) });
export type RenameProjectInput = z.input<typeof renameProjectSchema>;

export const archiveProjectSchema = z.strictObject({ projectId: id });
export type ArchiveProjectInput = z.input<typeof archiveProjectSchema>;

export const setProjectAccessSchema = z.strictObject({
  userId: id,
  /** False: sees all projects, and what is of none. */
  restricted: z.boolean(),
  projects: z.array(z.strictObject({ projectId: id, role: z.enum(PROJECT_ROLES) })).max(MOST_PROJECTS_EACH),
});
export type SetProjectAccessInput = z.input<typeof setProjectAccessSchema>;
