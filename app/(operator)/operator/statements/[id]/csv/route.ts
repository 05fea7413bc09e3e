import { z } from "zod";
import { getStatementCsv } from "@/lib/billing/statement-queries";
import { route } from "@/lib/web/route";

/** The statement as a file; another tenant's does not exist. */
export const GET = route({ params: z.object({ id: z.string().max(60) }), limit: "export" }, async (ctx, { params }) => {
  const { fileName, text } = await getStatementCsv(ctx, params.id);
  const headers = {
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="${fileName}"`,
  };
  return new Response(text, { headers });
});
