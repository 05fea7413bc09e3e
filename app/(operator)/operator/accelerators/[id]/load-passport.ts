import { cache } from "react";
import { getPassport } from "@/lib/fleet/passport-queries";
import { requireContext } from "@/lib/web/context";
import { orNotFound } from "@/lib/web/page";

/** Read once a request, for the layout that decides whether the page exists and for the page itself. */
export const loadPassport = cache(async (id: string) => orNotFound(getPassport(await requireContext("operator"), id)));
