import { expect, test } from "vitest";
import { processMetrics } from "@/lib/operations/metrics/registry";
import { requestIdNow } from "@/lib/request-scope";
import { observe, templateOf } from "./observe";

test("a route's template has the names of its segments in place of their values, however they are spelled", () => {
  expect(templateOf("/api/v1/leases/lse_1/stop", { id: "lse_1" })).toBe("/api/v1/leases/[id]/stop");
  expect(templateOf("/a/x%20y/b", { name: "x y" })).toBe("/a/[name]/b");
  expect(templateOf("/files/a/b", { path: ["a", "b"] })).toBe("/files/[path]/[path]");
  expect(templateOf("/a/%E0", {})).toBe("/a/%E0");
});

test("a request is counted by route, method and status, and what happens inside knows its id", async () => {
  const seen: (string | undefined)[] = [];
  const params = Promise.resolve({ id: "lse_9" });
  const request = { method: "POST", url: "http://localhost/api/v1/leases/lse_9" };
  await observe({ request, requestId: "req_1", params }, async () => {
    await Promise.resolve();
    seen.push(requestIdNow());
    return new Response(null, { status: 204 });
  });
  const broken = observe({ request: { ...request, method: "BREW" }, requestId: "req_2", params }, async () => {
    throw new Error("no coffee");
  });
  await expect(broken).rejects.toThrow("no coffee");
  expect(seen).toEqual(["req_1"]);
  expect(requestIdNow()).toBeUndefined();
  const text = await processMetrics().registry.getSingleMetricAsString("openhall_http_request_duration_seconds");
  expect(text).toContain('_count{route="/api/v1/leases/[id]",method="POST",status="204"} 1');
  expect(text).toContain('_count{route="/api/v1/leases/[id]",method="other",status="500"} 1');
});
