import type { ReactNode } from "react";
import { requirePermitted } from "../permitted-page";

export default async function ApiKeysLayout({ children }: { children: ReactNode }) {
  await requirePermitted("api_key.view");
  return children;
}
