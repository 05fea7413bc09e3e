import { cache } from "react";
import { getTopUp } from "@/lib/payments/queries";
import { requireContext } from "@/lib/web/context";
import { orNotFound } from "@/lib/web/page";

/** Read once a request, for the layout that decides whether the page exists and for the page itself. */
export const loadTopUp = cache(async (id: string) =>
  orNotFound(getTopUp(await requireContext("customer"), { topUpId: id })),
);
