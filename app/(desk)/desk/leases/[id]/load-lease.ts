import { cache } from "react";
import { getDeskLease } from "@/lib/leases/desk-queries";
import { requireContext } from "@/lib/web/context";
import { orNotFound } from "@/lib/web/page";

/** Read once a request, for the layout that decides whether the page exists and for the page itself. */
export const loadLease = cache(async (id: string) => orNotFound(getDeskLease(await requireContext("platform"), id)));
