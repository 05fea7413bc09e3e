import type { ReactNode } from "react";
import { requireContext } from "@/lib/web/context";
import { assertPermitted } from "../assert-permitted";

export default async function AuditLogLayout({ children }: { children: ReactNode }) {
  assertPermitted(await requireContext(), "audit.view");
  return children;
}
