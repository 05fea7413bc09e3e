import type { ReactNode } from "react";
import { requirePermitted } from "../permitted-page";

export default async function ProvenanceLayout({ children }: { children: ReactNode }) {
  await requirePermitted("host.enrol");
  return children;
}
