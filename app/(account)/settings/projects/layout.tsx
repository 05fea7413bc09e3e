import type { ReactNode } from "react";
import { requireContext } from "@/lib/web/context";
import { assertPermitted } from "../assert-permitted";

export default async function ProjectsLayout({ children }: { children: ReactNode }) {
  assertPermitted(await requireContext(), "project.view");
  return children;
}
