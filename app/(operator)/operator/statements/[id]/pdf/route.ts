import { z } from "zod";
import { getStatementPdf } from "@/lib/billing/statement-queries";
import { route } from "@/lib/web/route";

/** The statement as a file; another tenant's does not exist. */
export const GET = route({ params: z.object({ id: z.string().max(60) }), limit: "export" }, async (ctx, { params }) => {
  const { fileName, bytes } = await getStatementPdf(ctx, params.id);
  const headers = { "content-type": "application/pdf", "content-disposition": `attachment; filename="${fileName}"` };
  return new Response(new Uint8Array(bytes), { headers });
});
