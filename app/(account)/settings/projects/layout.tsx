import type { ReactNode } from "react";
import { requirePermitted } from "../permitted-page";

export default async function ProjectsLayout({ children }: { children: ReactNode }) {
  await requirePermitted("project.view");
  return children;
}
