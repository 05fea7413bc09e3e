export const dynamic = "force-dynamic";

/** Whether the process answers at all: what restarts it asks this, so nothing that others may break is part of it. */
export function GET(): Response {
  return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
}
