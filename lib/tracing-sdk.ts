import { type Attributes, context, type Span, type SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";

/** Loaded by `startTracing` alone. The exporter reads OTEL_EXPORTER_OTLP_* itself; OTEL_TRACES_SAMPLER_ARG is the share that is kept, 0 to 1. */
export function createTracing(service: string) {
  const share = Number(process.env.OTEL_TRACES_SAMPLER_ARG || 1);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": process.env.OTEL_SERVICE_NAME || service }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(Number.isFinite(share) ? share : 1) }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), scheduledDelayMillis: 2_000 })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  const tracer = provider.getTracer("openhall");
  return {
    span<T>(name: string, kind: SpanKind, attributes: Attributes, work: (span: Span) => Promise<T>): Promise<T> {
      return tracer.startActiveSpan(name, { kind, attributes }, async (span) => {
        try {
          return await work(span);
        } catch (error) {
          // Its message may hold values; its name and code do not.
          const { name: type, code } = error as Error & { code?: unknown };
          span.setAttributes({ "error.type": String(code ?? type) });
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      });
    },
    isUnderWay: () => trace.getActiveSpan() !== undefined,
    async stop() {
      await provider.shutdown();
      trace.disable();
      context.disable();
    },
  };
}
