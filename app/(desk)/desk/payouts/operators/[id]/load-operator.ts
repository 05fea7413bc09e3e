import { cache } from "react";
import { listNextPayoutsOf } from "@/lib/payouts/queries";
import { requireContext } from "@/lib/web/context";
import { orNotFound } from "@/lib/web/page";

/** Read once a request, for the layout that decides whether the page exists and for the page itself. */
export const loadOperator = cache(async (organizationId: string) =>
  orNotFound(listNextPayoutsOf(await requireContext("platform"), { organizationId })),
);
