import { cache } from "react";
import { getCustomer } from "@/lib/leases/customer-queries";
import { requireContext } from "@/lib/web/context";
import { orNotFound } from "@/lib/web/page";

/** Read once a request, for the layout that decides whether the page exists and for the page itself. */
export const loadCustomer = cache(async (id: string) => orNotFound(getCustomer(await requireContext("platform"), id)));
