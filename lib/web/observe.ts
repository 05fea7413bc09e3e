import { processMetrics } from "@/lib/operations/metrics/registry";
import { inRequest } from "@/lib/request-scope";
import { KIND, traced } from "@/lib/tracing";

interface Observed {
  request: Pick<Request, "method" | "url">;
  requestId: string;
  /** Of the route's dynamic segments. */
  params?: Promise<Record<string, string | string[] | undefined>> | undefined;
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** What an adapter does for one request, counted under its route's template; logs inside carry the request's id. */
export async function observe(
  { request, requestId, params }: Observed,
  work: () => Promise<Response>,
): Promise<Response> {
  const startedAt = performance.now();
  const method = METHODS.has(request.method) ? request.method : "other";
  const route = templateOf(new URL(request.url).pathname, (await params) ?? {});
  let status = "500";
  try {
    const attributes = { "http.request.method": method, "http.route": route, "openhall.request_id": requestId };
    return await traced(`${method} ${route}`, KIND.server, attributes, async (span) => {
      const response = await inRequest(requestId, work);
      status = String(response.status);
      span?.setAttributes({ "http.response.status_code": response.status });
      return response;
    });
  } finally {
    processMetrics().httpSeconds.observe({ route, method, status }, (performance.now() - startedAt) / 1_000);
  }
}

/** `/api/v1/leases/[id]`: the values of its dynamic segments by their names, so that there are as many as there are routes. */
export function templateOf(pathname: string, params: Record<string, string | string[] | undefined>): string {
  const names = new Map(
    Object.entries(params).flatMap(([name, value]) => [value ?? []].flat().map((one) => [one, `[${name}]`])),
  );
  return pathname
    .split("/")
    .map((segment) => names.get(decode(segment)) ?? segment)
    .join("/");
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
