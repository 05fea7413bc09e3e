import Stripe from "stripe";
import { stripeEnv } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { isTracing, tracedPart } from "@/lib/tracing";

const TIMEOUT_MS = 20_000;
let made: { of: string; stripe: Stripe } | null = null;

/** Retries are the outbox's: the SDK itself sends once. Throws `unavailable` where no key is set. */
export function stripeClient(): Stripe {
  const env = stripeEnv();
  if (!env) throw new AppError("unavailable", "Card payments are not set up here. Money can be sent by bank transfer.");
  const of = `${env.key} ${env.apiUrl ?? ""}`;
  if (made?.of === of) return made.stripe;
  const { apiUrl } = env;
  const address = apiUrl && {
    host: apiUrl.hostname,
    port: apiUrl.port,
    protocol: apiUrl.protocol.slice(0, -1) as "http" | "https",
  };
  const stripe = new Stripe(env.key, {
    maxNetworkRetries: 0,
    timeout: TIMEOUT_MS,
    telemetry: false,
    ...address,
    ...tracedHttp(),
  });
  made = { of, stripe };
  return stripe;
}

/** The SDK's own client, each request of it a span with method and path; the SDK as it is where nothing is traced. */
function tracedHttp(): { httpClient?: Stripe.HttpClient } {
  if (!isTracing()) return {};
  const httpClient = Stripe.createNodeHttpClient();
  const send = httpClient.makeRequest.bind(httpClient);
  httpClient.makeRequest = (...args) => {
    const [host, , path, method] = args;
    const route = path.split("?")[0] ?? path;
    return tracedPart(
      `Stripe ${method}`,
      { "server.address": host, "http.request.method": method, "url.path": route },
      () => send(...args),
    );
  };
  return { httpClient };
}

/** Whether what answers is the stand-in: shown wherever money is. */
export function isStandIn(): boolean {
  return stripeEnv()?.apiUrl != null;
}
