"use server";

import { archiveProject } from "@/lib/identity/projects/archive-project";
import { createProject } from "@/lib/identity/projects/create-project";
import { renameProject } from "@/lib/identity/projects/rename-project";
import { archiveProjectSchema, createProjectSchema, renameProjectSchema } from "@/lib/identity/projects/schemas";
import { action } from "@/lib/web/action";

export const submitProject = action(createProjectSchema, createProject);

export const submitRename = action(renameProjectSchema, renameProject);

export const submitArchive = action(archiveProjectSchema, archiveProject);
