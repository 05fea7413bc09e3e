"use server";

import { revalidatePath } from "next/cache";
import { archiveProject } from "@/lib/identity/projects/archive-project";
import { createProject } from "@/lib/identity/projects/create-project";
import { renameProject } from "@/lib/identity/projects/rename-project";
import { archiveProjectSchema, createProjectSchema, renameProjectSchema } from "@/lib/identity/projects/schemas";
import { action } from "@/lib/web/action";

const PAGE = "/settings/projects";

export const submitProject = action(createProjectSchema, async (ctx, input) => {
  const created = await createProject(ctx, input);
  revalidatePath(PAGE);
  return created;
});

export const submitRename = action(renameProjectSchema, async (ctx, input) => {
  await renameProject(ctx, input);
  revalidatePath(PAGE);
});

export const submitArchive = action(archiveProjectSchema, async (ctx, input) => {
  await archiveProject(ctx, input);
  revalidatePath(PAGE);
});
