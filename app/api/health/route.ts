import { checkHealth } from "@/lib/web/health";

export const dynamic = "force-dynamic";

const headers = { "cache-control": "no-store" };

/** 200 when this replica can serve, 503 with the failing check otherwise; `?live` asks only whether the process answers. */
export async function GET(request: Request): Promise<Response> {
  if (new URL(request.url).searchParams.has("live")) return Response.json({ status: "ok" }, { headers });
  const health = await checkHealth();
  return Response.json(health, { status: health.status === "ok" ? 200 : 503, headers });
}
