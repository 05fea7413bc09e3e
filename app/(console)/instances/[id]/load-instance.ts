import { cache } from "react";
import { getLease } from "@/lib/leases/queries";
import { requireContext } from "@/lib/web/context";
import { orNotFound } from "@/lib/web/page";

/** Read once a request, for the layout that decides whether the page exists and for the page itself. */
export const loadInstance = cache(async (id: string) => orNotFound(getLease(await requireContext("customer"), id)));
