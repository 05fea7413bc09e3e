import type { ReactNode } from "react";
import { requireContext } from "@/lib/web/context";
import { assertPermitted } from "../assert-permitted";

export default async function ApiKeysLayout({ children }: { children: ReactNode }) {
  assertPermitted(await requireContext(), "api_key.view");
  return children;
}
