import { cache } from "react";
import { getStatement } from "@/lib/billing/statement-queries";
import { requireContext } from "@/lib/web/context";
import { orNotFound } from "@/lib/web/page";

/** Read once a request, for the layout that decides whether the page exists and for the page itself. */
export const loadStatement = cache(async (id: string) =>
  orNotFound(getStatement(await requireContext("operator"), id)),
);
