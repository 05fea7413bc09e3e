import { cache } from "react";
import { getHost } from "@/lib/fleet/host-queries";
import { requireContext } from "@/lib/web/context";
import { orNotFound } from "@/lib/web/page";

/** Read once a request, for the layout that decides whether the page exists and for the page itself. */
export const loadHost = cache(async (id: string) => orNotFound(getHost(await requireContext("operator"), id)));
