import { cache } from "react";
import { getDeclarations } from "@/lib/compliance/desk-queries";
import { requireContext } from "@/lib/web/context";
import { orNotFound } from "@/lib/web/page";

/** Read once a request, for the layout that decides whether the page exists and for the page itself. */
export const loadDeclarations = cache(async (organizationId: string) =>
  orNotFound(getDeclarations(await requireContext("platform"), { organizationId })),
);
