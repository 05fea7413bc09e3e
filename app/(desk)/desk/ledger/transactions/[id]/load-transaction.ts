import { cache } from "react";
import { getLedgerTransaction } from "@/lib/ledger/browser-queries";
import { requireContext } from "@/lib/web/context";
import { orNotFound } from "@/lib/web/page";

/** Read once a request, for the layout that decides whether the page exists and for the page itself. */
export const loadTransaction = cache(async (id: string) =>
  orNotFound(getLedgerTransaction(await requireContext("platform"), id)),
);
