import { cache } from "react";
import { getStatementLine } from "@/lib/billing/statement-queries";
import { requireContext } from "@/lib/web/context";
import { orNotFound } from "@/lib/web/page";

/** Read once a request, for the layout that decides whether the page exists. What is no number is no line. */
export const loadLine = cache(async (statementId: string, line: string) =>
  orNotFound(
    getStatementLine(await requireContext("platform"), {
      statementId,
      line: /^\d{1,8}$/.test(line) ? Number(line) : 0,
    }),
  ),
);
