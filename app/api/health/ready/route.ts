import { checkReadiness } from "@/lib/web/readiness";

export const dynamic = "force-dynamic";

/** 503 where this replica cannot serve; `degraded` with 200 where it can and something that it needs later is behind. */
export async function GET(): Promise<Response> {
  const readiness = await checkReadiness();
  const status = readiness.status === "failed" ? 503 : 200;
  return Response.json(readiness, { status, headers: { "cache-control": "no-store" } });
}
