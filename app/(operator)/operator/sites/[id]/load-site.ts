import { cache } from "react";
import { getSite } from "@/lib/fleet/site-queries";
import { requireContext } from "@/lib/web/context";
import { orNotFound } from "@/lib/web/page";

/** Read once a request, for the layout that decides whether the page exists and for the page itself. */
export const loadSite = cache(async (id: string) => orNotFound(getSite(await requireContext("operator"), id)));
