import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";

interface ProcessMetrics {
  registry: Registry;
  httpSeconds: Histogram<"route" | "method" | "status">;
  jobSeconds: Histogram<"job" | "outcome">;
  jobFailures: Counter<"job">;
}

const kept = globalThis as typeof globalThis & { openhallMetrics?: ProcessMetrics };

/** One registry a process; on globalThis because `next dev` loads modules again on every change. */
export function processMetrics(): ProcessMetrics {
  kept.openhallMetrics ??= create();
  return kept.openhallMetrics;
}

function create(): ProcessMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    httpSeconds: new Histogram({
      name: "openhall_http_request_duration_seconds",
      help: "Requests that an adapter answered: routes by their template; pages are not among them.",
      labelNames: ["route", "method", "status"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [registry],
    }),
    jobSeconds: new Histogram({
      name: "openhall_job_duration_seconds",
      help: "Rounds of the worker's jobs, those that found nothing to do among them.",
      labelNames: ["job", "outcome"],
      buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300],
      registers: [registry],
    }),
    jobFailures: new Counter({
      name: "openhall_job_failures_total",
      help: "Rounds that threw.",
      labelNames: ["job"],
      registers: [registry],
    }),
  };
}
