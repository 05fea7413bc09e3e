const domains = [
  "identity",
  "ledger",
  "catalog",
  "fleet",
  "compliance",
  "leases",
  "metering",
  "billing",
  "payments",
  "payouts",
  "operations",
];
const adapters = ["stripe", "jobs", "audit", "mail", "secrets", "security"];
const anyDomain = `^lib/(${domains.join("|")})/`;
const tests = "\\.test\\.tsx?$|(^|/)(testing|fixtures)/";
const product = "^(app|components|lib|db|web|worker|probe|agent)/";
const requestAware = "^(next|react|react-dom|next-auth)(/|$)|^node_modules/(next|react|react-dom|next-auth)/";

const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

const domainOrder = domains
  .slice(0, -1)
  .map((domain, position) =>
    forbid(
      `${domain}-calls-only-those-before-it`,
      `A domain calls those before it in the order ${domains.join(", ")}; the other way goes by job.`,
      { path: `^lib/${domain}/`, pathNot: tests },
      { path: `^lib/(${domains.slice(position + 1).join("|")})/` },
    ),
  );

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    forbid(
      "core-is-pure",
      "lib/core imports itself and zod: no I/O, no clock, no randomness. A receipt hashes and checks signatures, which are functions of their input.",
      { path: "^lib/core/", pathNot: `^lib/core/receipts/|${tests}` },
      { pathNot: "^lib/core/|^node_modules/zod/" },
    ),
    forbid(
      "receipts-are-pure",
      "lib/core/receipts may use node:crypto besides.",
      { path: "^lib/core/receipts/", pathNot: tests },
      { pathNot: "^lib/core/|^node_modules/zod/|^(node:)?crypto$" },
    ),
    ...domainOrder,
    forbid(
      "domains-know-no-request",
      "Verbs run in the worker and in tests, so they know nothing of Next, React or a session.",
      { path: `${anyDomain}|^lib/(${adapters.join("|")})/|^lib/[^/]+\\.ts$`, pathNot: tests },
      { path: `${requestAware}|^lib/web/|^(app|components|worker|agent|bin|e2e|bench)/` },
    ),
    forbid(
      "adapters-know-no-domain",
      "lib/stripe, lib/jobs, lib/audit, lib/mail, lib/secrets and lib/security serve every domain and know none.",
      { path: `^lib/(${adapters.join("|")})/`, pathNot: tests },
      { path: anyDomain },
    ),
    forbid(
      "web-is-the-edge",
      "lib/web turns a request into a context; it stands on domains and not on pages.",
      { path: "^lib/web/", pathNot: tests },
      { path: "^(app|components|worker|agent|bin|e2e|bench)/" },
    ),
    forbid(
      "database-stands-below-domains",
      "db imports lib/core and the foundation files; seeds and test helpers call verbs like everybody else.",
      { path: "^db/", pathNot: `^db/(seed|testing)/|${tests}` },
      {
        path: `${anyDomain}|^lib/(web|${adapters.join("|")})/|^(app|components|worker|agent|bin|e2e|bench|stand-ins)/`,
      },
    ),
    forbid(
      "components-take-props",
      "A component gets its data by props; it may use lib/core, and types from anywhere in lib.",
      { path: "^components/", pathNot: tests },
      { path: "^(lib/(?!core/)|app/|db/|worker/|agent/|bin/)", dependencyTypesNot: ["type-only"] },
    ),
    forbid(
      "components-know-no-page",
      "Pages use components, never the other way, not even for a type.",
      { path: "^components/", pathNot: tests },
      { path: "^(app|db|worker|agent|bin|e2e)/" },
    ),
    forbid(
      "app-never-queries",
      "Pages and routes call verbs and queries; the database and the Stripe SDK are behind those.",
      { path: "^app/", pathNot: tests },
      { path: "^db/|^node_modules/(drizzle-orm|pg|stripe)/|^lib/stripe/|^(worker|agent|bin|e2e|bench|stand-ins)/" },
    ),
    forbid(
      "portals-are-separate",
      "What two portals share lives in components or lib.",
      { path: "^app/\\(([^)]+)\\)/", pathNot: tests },
      { path: "^app/\\(", pathNot: "^app/\\($1\\)/" },
    ),
    forbid(
      "worker-is-a-transport",
      "A job parses and calls a verb: the worker knows no page and no request. What it sends by mail is components, rendered by render-mail alone.",
      { path: "^worker/", pathNot: tests },
      {
        path: `^(app|components|agent|bin|e2e|bench|stand-ins)/|^lib/web/|${requestAware}`,
        pathNot: "^components/mail/render-mail\\.tsx$",
      },
    ),
    forbid(
      "probe-stands-alone",
      "A process that looks from outside and tells: of ours it takes the leases' verbs, the guard of addresses and the database.",
      { path: "^probe/", pathNot: tests },
      { path: `^(app|components|worker|agent|web|bin|e2e|bench|stand-ins)/|^lib/web/|${requestAware}` },
    ),
    forbid(
      "nobody-knows-the-probe",
      "What others need of it is in lib.",
      { pathNot: `^probe/|${tests}` },
      { path: "^probe/" },
    ),
    forbid(
      "web-server-knows-no-page",
      "web/ listens and hands each request to Next: what it takes of ours is the edge, the environment and the log.",
      { path: "^web/", pathNot: tests },
      { path: `^(app|components|worker|agent|bin|e2e|bench|stand-ins)/|${anyDomain}` },
    ),
    forbid(
      "nobody-knows-the-web-server",
      "It is a process of its own; what pages and it both need lives in lib/web.",
      { pathNot: `^web/|${tests}` },
      { path: "^web/" },
    ),
    forbid(
      "mail-is-rendered-by-the-worker",
      "Verbs queue what a mail shows; no page and no verb makes one.",
      { path: "^(app|lib|db)/", pathNot: tests },
      { path: "^components/mail/" },
    ),
    forbid(
      "agent-stands-alone",
      "The agent runs on an operator's host: of this repository it knows the wire contract, money and time.",
      { path: "^agent/", pathNot: tests },
      {
        path: "^(app|components|lib|db|worker|bin|e2e|bench|stand-ins)/",
        pathNot: "^lib/core/(contracts|money|time)(/|\\.ts$)",
      },
    ),
    forbid(
      "journeys-see-what-people-see",
      "A journey works through pages, commands and SSH: no shortcut through the database.",
      { path: "^e2e/(journeys|pages)/" },
      { path: `^db/|${anyDomain}|^lib/web/|^node_modules/(drizzle-orm|pg)/` },
    ),
    forbid(
      "stand-ins-stand-outside",
      "A stand-in that shared code with the product would share its mistakes; it is a process of its own.",
      { path: "^stand-ins/" },
      { path: "^(app|components|lib|db|worker|agent|bin|e2e|bench|proof)/" },
    ),
    forbid(
      "stripe-stand-in-needs-little",
      "Of packages it uses the Stripe SDK, whose contract it keeps, and the compiler that reads it.",
      { path: "^stand-ins/stripe/", pathNot: tests },
      { path: "(^|/)node_modules/(?!(stripe|typescript|@types)/)" },
    ),
    forbid(
      "product-knows-no-stand-in",
      "Only scripts and tests start one; the product cannot tell it from Stripe.",
      { path: product, pathNot: tests },
      { path: "^stand-ins/" },
    ),
    forbid(
      "proof-stands-outside",
      "The proof holds the product against an oracle, crashes and seeded bugs; nothing of the product, and no other test, knows it.",
      { pathNot: "^proof/" },
      { path: "^proof/" },
    ),
    forbid(
      "oracle-is-independent",
      "The oracle is written from the specification; were it to share code with what it judges, it would share its mistakes.",
      { path: "^proof/oracle/(seconds|report-reader)\\.ts$" },
      { path: "^(lib|db|worker)/", dependencyTypesNot: ["type-only"] },
    ),
    forbid("no-cycles", "Two files that need each other are one, or need a third.", {}, { circular: true }),
    forbid("resolvable", "The import leads nowhere.", {}, { couldNotResolve: true }),
    forbid(
      "declared-packages",
      "The package is not in package.json.",
      {},
      { dependencyTypes: ["npm-no-pkg", "npm-unknown", "undetermined"] },
    ),
    forbid(
      "no-dev-packages-in-production",
      "A production install has no devDependencies.",
      { path: product, pathNot: tests },
      { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "^node_modules/@types/" },
    ),
    forbid(
      "no-tests-in-production",
      "Test helpers stay with tests.",
      { path: `${product}|^(bin|bench)/`, pathNot: tests },
      { path: "\\.test\\.tsx?$|^db/testing/|^e2e/" },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|\\.openhall)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["module", "main", "types", "typings"],
    },
  },
};
