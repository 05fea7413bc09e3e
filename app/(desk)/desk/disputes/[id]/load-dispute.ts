import { cache } from "react";
import { getDispute } from "@/lib/payments/disputes/dispute-queries";
import { requireContext } from "@/lib/web/context";
import { orNotFound } from "@/lib/web/page";

/** Read once a request, for the layout that decides whether the page exists and for the page itself. */
export const loadDispute = cache(async (disputeId: string) =>
  orNotFound(getDispute(await requireContext("platform"), { disputeId })),
);
