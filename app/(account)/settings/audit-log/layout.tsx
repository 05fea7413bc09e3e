import type { ReactNode } from "react";
import { requirePermitted } from "../permitted-page";

export default async function AuditLogLayout({ children }: { children: ReactNode }) {
  await requirePermitted("audit.view");
  return children;
}
