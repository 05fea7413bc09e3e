import { mayReadMetrics, readMetrics } from "@/lib/web/metrics";

export const dynamic = "force-dynamic";

/** For Prometheus: `authorization: Bearer <OPENHALL_METRICS_TOKEN>`. Where none is set there is no such page. */
export async function GET(request: Request): Promise<Response> {
  const headers = { "cache-control": "no-store" };
  const allowed = mayReadMetrics(request.headers.get("authorization"));
  if (allowed === null) return new Response("Not found\n", { status: 404, headers });
  if (!allowed) return new Response("The bearer token is not that of this platform.\n", { status: 401, headers });
  const { contentType, text } = await readMetrics();
  return new Response(text, { headers: { ...headers, "content-type": contentType } });
}
