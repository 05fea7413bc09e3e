import type { Attributes, Span, SpanKind } from "@opentelemetry/api";

/**
 * Traces go where OTEL_EXPORTER_OTLP_ENDPOINT says, and nothing is loaded or measured without it. Spans are of requests, jobs, statements and
 * calls to Stripe; none has a value that somebody entered.
 */
interface Tracing {
  span<T>(name: string, kind: SpanKind, attributes: Attributes, work: (span: Span) => Promise<T>): Promise<T>;
  /** Whether something that is traced goes on here, which a statement would be part of. */
  isUnderWay(): boolean;
  stop(): Promise<void>;
}

export const KIND = { internal: 0, server: 1, client: 2 } as const satisfies Record<string, SpanKind>;

/** On globalThis, for bundles of the web load modules more than once. */
const kept = globalThis as typeof globalThis & { openhallTracing?: Tracing };

export async function startTracing(service: string): Promise<void> {
  if (!process.env.OTEL_EXPORTER_OTLP_ENDPOINT || kept.openhallTracing) return;
  const { createTracing } = await import("./tracing-sdk");
  kept.openhallTracing = createTracing(service);
}

/** Sends what is left. */
export async function stopTracing(): Promise<void> {
  const tracing = kept.openhallTracing;
  delete kept.openhallTracing;
  await tracing?.stop();
}

export const isTracing = () => kept.openhallTracing !== undefined;

export function traced<T>(
  name: string,
  kind: SpanKind,
  attributes: Attributes,
  work: (span: Pick<Span, "setAttributes"> | null) => Promise<T>,
): Promise<T> {
  return kept.openhallTracing ? kept.openhallTracing.span(name, kind, attributes, work) : work(null);
}

/** Of what is traced already: a statement or call by itself, as of a pool's own, makes no trace. */
export function tracedPart<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  return kept.openhallTracing?.isUnderWay() ? kept.openhallTracing.span(name, KIND.client, attributes, work) : work();
}
