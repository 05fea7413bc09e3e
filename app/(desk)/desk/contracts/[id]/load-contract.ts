import { cache } from "react";
import { getContract } from "@/lib/catalog/contract-queries";
import { requireContext } from "@/lib/web/context";
import { orNotFound } from "@/lib/web/page";

/** Read once a request, for the layout that decides whether the page exists and for the page itself. */
export const loadContract = cache(async (id: string) => orNotFound(getContract(await requireContext("platform"), id)));
