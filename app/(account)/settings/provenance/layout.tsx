import type { ReactNode } from "react";
import { requireContext } from "@/lib/web/context";
import { assertPermitted } from "../assert-permitted";

export default async function ProvenanceLayout({ children }: { children: ReactNode }) {
  assertPermitted(await requireContext(), "host.enrol");
  return children;
}
