import { z } from "zod";
import { isPrivateOnTheWay, staysPrivate } from "./core/contracts/plain-http";

const milliseconds = (fallback: number) => z.coerce.number().int().positive().default(fallback);

/** To a database elsewhere by TLS, its certificate checked: the driver takes `require` and more for that. A socket has no host. */
function isSafeDatabase(text: string): boolean {
  const url = URL.parse(text);
  if (!url?.hostname) return true;
  return staysPrivate(url) || /^(require|verify-ca|verify-full)$/.test(url.searchParams.get("sslmode") ?? "");
}

const databaseSchema = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: "is not a postgres:// URL" })
    .refine(isSafeDatabase, "leads over the internet without TLS: add ?sslmode=verify-full"),
});

/** What is no URL at all is another fault. */
const isSafeOrigin = (text: string) => !URL.canParse(text) || isPrivateOnTheWay(new URL(text));

const webSchema = databaseSchema.extend({
  NEXTAUTH_SECRET: z.string().min(32, "needs 32 characters or more"),
  NEXTAUTH_URL: z
    .url({ protocol: /^https?$/, error: "is not an http(s):// URL" })
    .refine(isSafeOrigin, "leads over the internet without TLS: use https"),
});

const settingsSchema = z.object({
  OPENHALL_TICK_MS: milliseconds(1_000),
  OPENHALL_SILENCE_MS: milliseconds(45_000),
  OPENHALL_BOOT_LIMIT_MS: milliseconds(180_000),
  OPENHALL_MARGIN_FLOOR_BPS: z.coerce.number().int().min(-10_000).max(10_000).default(500),
  OPENHALL_HEARTBEAT_MS: milliseconds(5_000),
  OPENHALL_RATE_LIMIT_FACTOR: z.coerce.number().min(0.01).max(1_000_000).default(1),
  LOG_LEVEL: z.enum(["silent", "fatal", "error", "warn", "info", "debug", "trace"]).default("info"),
});

const issuerSchema = z.object({
  OPENHALL_ISSUER_NAME: z.string().default("Openhall (set OPENHALL_ISSUER_NAME)"),
  OPENHALL_ISSUER_ADDRESS: z.string().default("Address of the issuer (set OPENHALL_ISSUER_ADDRESS)"),
  OPENHALL_ISSUER_TAX_ID: z.string().optional(),
});

function parse<T extends z.ZodType>(schema: T): z.infer<T> {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  throw new Error(`The environment is incomplete: ${faults.join("; ")}. See .env.example.`);
}

/** Read when asked, never at import, so that `next build` needs no environment. An empty value counts as absent. */
export function databaseEnv(): { url: string } {
  return { url: parse(databaseSchema).DATABASE_URL };
}

/** Whether browsers come by https, and how many proxies of ours they come through (`OPENHALL_TRUSTED_PROXIES`). */
export function webServerEnv(): { isHttps: boolean; trustedProxies: number } {
  const env = parse(webSchema.extend({ OPENHALL_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0) }));
  return { isHttps: new URL(env.NEXTAUTH_URL).protocol === "https:", trustedProxies: env.OPENHALL_TRUSTED_PROXIES };
}

export function webEnv(): { databaseUrl: string; secret: string; origin: string } {
  const env = parse(webSchema);
  return { databaseUrl: env.DATABASE_URL, secret: env.NEXTAUTH_SECRET, origin: new URL(env.NEXTAUTH_URL).origin };
}

const stripeSchema = z.object({
  STRIPE_SECRET_KEY: z.string().min(8, "is not a key").optional(),
  /** Of the stand-in; Stripe itself where it is absent. */
  STRIPE_API_URL: z.url({ protocol: /^https?$/, error: "is not an http(s):// URL" }).optional(),
  /** Of the endpoint, separated by commas while one is being replaced by another. */
  STRIPE_WEBHOOK_SECRET: z.string().default(""),
  /** Of the endpoint for thin events, likewise. */
  STRIPE_THIN_WEBHOOK_SECRET: z.string().default(""),
});

/** Null without a key: then nobody can pay by card. */
export function stripeEnv(): {
  key: string;
  apiUrl: URL | null;
  webhookSecrets: string[];
  thinWebhookSecrets: string[];
} | null {
  const env = parse(stripeSchema);
  if (!env.STRIPE_SECRET_KEY) return null;
  return {
    key: env.STRIPE_SECRET_KEY,
    apiUrl: env.STRIPE_API_URL ? new URL(env.STRIPE_API_URL) : null,
    webhookSecrets: env.STRIPE_WEBHOOK_SECRET.split(",").filter(Boolean),
    thinWebhookSecrets: env.STRIPE_THIN_WEBHOOK_SECRET.split(",").filter(Boolean),
  };
}

const mailAddress = /^(?:[^<>\r\n]+ <[^@\s<>]+@[^@\s<>]+>|[^@\s<>]+@[^@\s<>]+)$/;
const smtpSchema = z.object({
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "is not an smtp(s):// URL" }).optional(),
  MAIL_FROM: z.string().regex(mailAddress, "is not an address such as Openhall <billing@example.com>").optional(),
});

/** Null without a server: then mails wait in their table. A server needs a sender. */
export function smtpEnv(): { url: URL; from: string } | null {
  const env = parse(smtpSchema);
  if (!env.SMTP_URL) return null;
  if (!env.MAIL_FROM) throw new Error("The environment is incomplete: SMTP_URL needs MAIL_FROM. See .env.example.");
  return { url: new URL(env.SMTP_URL), from: env.MAIL_FROM };
}

const loopbackUrl = z.url({
  protocol: /^http$/,
  hostname: /^(127\.0\.0\.1|localhost)$/,
  error: "is not an http:// URL of this machine",
});

const oauthSchema = z.object({
  GITHUB_ID: z.string().optional(),
  GITHUB_SECRET: z.string().optional(),
  GOOGLE_ID: z.string().optional(),
  GOOGLE_SECRET: z.string().optional(),
  /** Of a stand-in on this machine; the provider itself where it is absent. */
  OPENHALL_OAUTH_TEST_GITHUB_URL: loopbackUrl.optional(),
  OPENHALL_OAUTH_TEST_GOOGLE_URL: loopbackUrl.optional(),
});

interface OAuthClient {
  id: string;
  secret: string;
  testUrl: string | null;
}

/** Each null where it is not configured: then nobody is offered it. */
export function oauthEnv(): { github: OAuthClient | null; google: OAuthClient | null } {
  const env = parse(oauthSchema);
  const client = (id?: string, secret?: string, testUrl?: string) =>
    id && secret ? { id, secret, testUrl: testUrl?.replace(/\/$/, "") ?? null } : null;
  return {
    github: client(env.GITHUB_ID, env.GITHUB_SECRET, env.OPENHALL_OAUTH_TEST_GITHUB_URL),
    google: client(env.GOOGLE_ID, env.GOOGLE_SECRET, env.OPENHALL_OAUTH_TEST_GOOGLE_URL),
  };
}

const staffSchema = z.object({ OPENHALL_STAFF_FACTOR: z.enum(["required", "advised"]).optional() });

/** Whether the platform's staff changes nothing before it has a second factor; in production it is so unless the environment says otherwise. */
export function isStaffFactorRequired(): boolean {
  const policy = parse(staffSchema).OPENHALL_STAFF_FACTOR;
  return policy ? policy === "required" : process.env.NODE_ENV === "production";
}

/** What links in mails are signed with, and sessions. */
export function linkSecret(): string {
  return parse(webSchema.pick({ NEXTAUTH_SECRET: true })).NEXTAUTH_SECRET;
}

/** Entries `version:base64`, the current first; none where no ring is set. */
export function secretsEnv(): string[] {
  return parse(z.object({ OPENHALL_KEY_RING: z.string().default("") }))
    .OPENHALL_KEY_RING.split(",")
    .filter(Boolean);
}

const metricsSchema = z.object({
  OPENHALL_METRICS_TOKEN: z.string().min(16, "needs 16 characters or more").optional(),
  OPENHALL_WORKER_METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
});

/** What /api/metrics asks for (null: there is no such page), and the worker's loopback port (null: none). */
export function metricsEnv(): { token: string | null; workerPort: number | null } {
  const env = parse(metricsSchema);
  return { token: env.OPENHALL_METRICS_TOKEN ?? null, workerPort: env.OPENHALL_WORKER_METRICS_PORT ?? null };
}

const probeSchema = z.object({
  OPENHALL_PROBE_EVERY_MS: z.coerce.number().int().min(500).max(15_000).default(10_000),
  OPENHALL_PROBE_ADDRESSES: z.enum(["public", "any"]).optional(),
});

/** How often a probe looks, and whether at addresses of private networks too; in production it does not unless the environment says so. */
export function probeEnv(): { everyMs: number; reach: "public" | "any" } {
  const env = parse(probeSchema);
  const reach = env.OPENHALL_PROBE_ADDRESSES ?? (process.env.NODE_ENV === "production" ? "public" : "any");
  return { everyMs: env.OPENHALL_PROBE_EVERY_MS, reach };
}

/** Where browsers reach the platform. */
export function publicOrigin(): string {
  return new URL(parse(webSchema.pick({ NEXTAUTH_URL: true })).NEXTAUTH_URL).origin;
}

const receiptSchema = z.object({
  OPENHALL_RECEIPT_KEY: z.base64("is not base64").optional(),
  /** Public keys of earlier receipts, raw, base64, separated by commas. */
  OPENHALL_RECEIPT_RETIRED_KEYS: z.string().default(""),
  OPENHALL_PLATFORM_NAME: z.string().default("Openhall"),
});

/** The key that receipts are signed with (base64 of a PKCS #8 ed25519 key), public keys of before, and the name on documents. */
export function receiptEnv(): { key: string | null; retiredKeys: string[]; issuer: string } {
  const env = parse(receiptSchema);
  const retiredKeys = env.OPENHALL_RECEIPT_RETIRED_KEYS.split(",").filter(Boolean);
  return { key: env.OPENHALL_RECEIPT_KEY ?? null, retiredKeys, issuer: env.OPENHALL_PLATFORM_NAME };
}

/** How often the worker ticks, how long an agent may be silent before it is declared lost, how long an instance may take to boot. */
export function settings() {
  const env = parse(settingsSchema);
  return {
    tickMs: env.OPENHALL_TICK_MS,
    silenceMs: env.OPENHALL_SILENCE_MS,
    bootLimitMs: env.OPENHALL_BOOT_LIMIT_MS,
    marginFloorBps: env.OPENHALL_MARGIN_FLOOR_BPS,
    heartbeatMs: env.OPENHALL_HEARTBEAT_MS,
    rateLimitFactor: env.OPENHALL_RATE_LIMIT_FACTOR,
    logLevel: env.LOG_LEVEL,
  };
}

/** Who issues invoices and statements; the defaults say that nobody was named. */
export function issuer(): { name: string; address: string; taxId: string | null } {
  const env = parse(issuerSchema);
  const address = env.OPENHALL_ISSUER_ADDRESS.replaceAll("\\n", "\n");
  return { name: env.OPENHALL_ISSUER_NAME, address, taxId: env.OPENHALL_ISSUER_TAX_ID ?? null };
}
