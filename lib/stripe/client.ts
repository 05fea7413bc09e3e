import Stripe from "stripe";
import { stripeEnv } from "@/lib/env";
import { AppError } from "@/lib/errors";

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
  const stripe = new Stripe(env.key, { maxNetworkRetries: 0, timeout: TIMEOUT_MS, telemetry: false, ...address });
  made = { of, stripe };
  return stripe;
}

/** Whether what answers is the stand-in: shown wherever money is. */
export function isStandIn(): boolean {
  return stripeEnv()?.apiUrl != null;
}
