import { z } from "zod";
import { getRemittancePdf } from "@/lib/payouts/queries";
import { route } from "@/lib/web/route";

/** The remittance advice as a file; another operator's does not exist. */
export const GET = route({ params: z.object({ id: z.string().max(60) }), limit: "export" }, async (ctx, { params }) => {
  const { fileName, bytes } = await getRemittancePdf(ctx, params.id);
  const headers = { "content-type": "application/pdf", "content-disposition": `attachment; filename="${fileName}"` };
  return new Response(new Uint8Array(bytes), { headers });
});
