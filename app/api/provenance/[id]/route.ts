import { z } from "zod";
import { getProvenanceFile } from "@/lib/compliance/provenance-queries";
import { route } from "@/lib/web/route";

/** The file as it was handed in: it is never shown in the page's place, and is what its first bytes said. */
export const GET = route({ params: z.object({ id: z.string().max(60) }) }, async (ctx, { params }) => {
  const { fileName, contentType, content } = await getProvenanceFile(ctx, { documentId: params.id });
  const headers = {
    "content-type": contentType,
    "content-disposition": `attachment; filename="document"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
  };
  return new Response(new Uint8Array(content), { headers });
});
