import { publishedKeys } from "@/lib/metering/receipt-key";

export const dynamic = "force-dynamic";

/** Public: the keys that receipts are signed with, for `npm run verify -- receipt.json --keys FILE`. */
export function GET(): Response {
  return Response.json({ keys: publishedKeys() }, { headers: { "cache-control": "public, max-age=300" } });
}
