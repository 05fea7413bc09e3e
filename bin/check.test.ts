import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import cruiser from "../.dependency-cruiser.mjs";
import { checks } from "./check.mjs";
import { root } from "./dependencies.mjs";

vi.setConfig({ testTimeout: 60_000 });

let tree: string;

beforeEach(() => {
  tree = mkdtempSync(path.join(os.tmpdir(), "openhall-planted-"));
});
afterEach(() => rmSync(tree, { recursive: true, force: true }));

function plant(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(tree, name)), { recursive: true });
    writeFileSync(path.join(tree, name), text);
  }
}

async function faultsOf(name: string): Promise<string> {
  const check = checks.find((candidate) => candidate.name === name);
  if (!check) throw new Error(`no check is called ${name}`);
  return (await check.run(tree)).join("\n");
}

const lines = (count: number) => "export {};\n".repeat(count);
const manifest = (zod: string) => JSON.stringify({ name: "planted", dependencies: { zod } });
const lock = (zod: object) =>
  JSON.stringify({ packages: { "": {}, "node_modules/zod": { version: "4.6.7", ...zod } } });
const strict = JSON.stringify({
  compilerOptions: { strict: true, noEmit: true, types: [], lib: ["ES2023"], skipLibCheck: true },
  include: ["**/*.ts"],
});
const biome = `{\n  "root": true,\n  "extends": ["${path.join(root, "biome.json")}"],\n  "vcs": { "enabled": false }\n}\n`;
// Assembled, or this file would be what the check looks for.
const registry = ["https:", "", "registry.example.com", "zod"].join("/");

const planted: [
  check: string,
  violation: string,
  good: Record<string, string>,
  bad: Record<string, string>,
  says: string,
][] = [
  ["names", "a camel-case file", { "lib/money/round-up.ts": "" }, { "lib/money/roundUp.ts": "" }, "roundUp.ts"],
  ["names", "a vague file in a domain", { "lib/money/round-up.ts": "" }, { "lib/money/utils.ts": "" }, "utils.ts"],
  ["sizes", "a long file", { "lib/a.ts": lines(250) }, { "lib/a.ts": lines(251) }, "251 lines, at most 250"],
  ["sizes", "a long page", { "app/page.tsx": lines(150) }, { "app/page.tsx": lines(151) }, "at most 150"],
  ["sizes", "a long route", { "app/api/route.ts": lines(60) }, { "app/api/route.ts": lines(61) }, "at most 60"],
  [
    "lock",
    "a version range",
    { "package.json": manifest("4.6.7"), "package-lock.json": lock({}) },
    { "package.json": manifest("^4.6.7") },
    "not an exact version",
  ],
  [
    "lock",
    "a platform left out",
    { "package.json": manifest("4.6.7"), "package-lock.json": lock({}) },
    { "package-lock.json": lock({ optionalDependencies: { "zod-darwin-arm64": "4.6.7" } }) },
    "zod-darwin-arm64",
  ],
  [
    "lock",
    "a resolved address",
    { "package.json": manifest("4.6.7"), "package-lock.json": lock({}) },
    { "package-lock.json": lock({ resolved: "elsewhere" }) },
    "names the registry",
  ],
  ["registry", "a registry's address", { "a.md": "https://www.npmjs.com/package/zod" }, { "a.md": registry }, "a.md"],
  ["registry", "a registry in .npmrc", { ".npmrc": "fund=false\n" }, { ".npmrc": "registry=elsewhere\n" }, ".npmrc"],
  [
    "old node",
    "a script that does not parse",
    { "bin/a.mjs": "export {};\n" },
    { "bin/a.mjs": "const = 1;\n" },
    "SyntaxError",
  ],
  [
    "style",
    "an any",
    { "biome.json": biome, "a.ts": "export const a = 1;\n" },
    { "a.ts": "export const a: any = 1;\n" },
    "noExplicitAny",
  ],
  [
    "style",
    "another format",
    { "biome.json": biome, "a.ts": "export const a = 1;\n" },
    { "a.ts": "export const a = 'x'\n" },
    "format",
  ],
  [
    "types",
    "a wrong type",
    { "tsconfig.json": strict, "a.ts": "export const a: number = 1;\n" },
    { "a.ts": 'export const a: number = "1";\n' },
    "TS2322",
  ],
  [
    "unused",
    "an unused file",
    { "package.json": '{ "name": "planted" }', "index.ts": 'import "./a";\n', "a.ts": "export {};\n" },
    { "b.ts": "export {};\n" },
    "b.ts",
  ],
];

describe("each check passes a good tree and fails on a planted violation", () => {
  test.each(planted)("%s: %s", async (check, _violation, good, bad, says) => {
    plant(good);
    expect(await faultsOf(check)).toBe("");
    if (check === "names") rmSync(path.join(tree, "lib"), { recursive: true });
    plant(bad);
    expect(await faultsOf(check)).toContain(says);
  });
});

const packages = ["next", "pg", "zod", "vitest", "left-pad"].flatMap((name) => [
  [`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "main.js" })],
  [`node_modules/${name}/main.js`, "module.exports = {};\n"],
]);
const house = {
  ...Object.fromEntries(packages),
  "package.json": JSON.stringify({ dependencies: { next: "1", pg: "1", zod: "1" }, devDependencies: { vitest: "1" } }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: { module: "esnext", moduleResolution: "bundler", paths: { "@/*": ["./*"] } },
  }),
  "lib/core/money.ts": 'import "zod";\nexport type Money = bigint;\n',
  "lib/identity/actor.ts": 'import type { Money } from "@/lib/core/money";\nexport type Actor = Money;\n',
  "lib/ledger/post.ts": 'import "@/lib/identity/actor";\nimport "@/db/client";\n',
  "db/client.ts": 'import "pg";\n',
  "components/card.tsx":
    'import type { Actor } from "@/lib/identity/actor";\nimport "@/lib/core/money";\nexport type Card = Actor;\n',
  "app/(console)/page.tsx": 'import "next";\nimport "@/lib/ledger/post";\nimport "@/components/card";\n',
  "app/(desk)/parts.ts": "export {};\n",
  "web/server.ts": "export {};\n",
  "probe/look.ts": 'import "@/db/client";\n',
  "agent/main.ts": 'import "@/lib/core/money";\n',
  "components/mail/render-mail.tsx": "export {};\n",
  "worker/main.ts": 'import "@/lib/ledger/post";\nimport "@/db/client";\nimport "@/components/mail/render-mail";\n',
};

const violations: Record<string, [file: string, imports: string]> = {
  "core-is-pure": ["lib/core/clock.ts", "node:fs"],
  "receipts-are-pure": ["lib/core/receipts/file.ts", "node:fs"],
  "identity-calls-only-those-before-it": ["lib/identity/late.ts", "@/lib/ledger/post"],
  "ledger-calls-only-those-before-it": ["lib/ledger/late.ts", "@/lib/catalog/x"],
  "catalog-calls-only-those-before-it": ["lib/catalog/late.ts", "@/lib/fleet/x"],
  "fleet-calls-only-those-before-it": ["lib/fleet/late.ts", "@/lib/compliance/x"],
  "compliance-calls-only-those-before-it": ["lib/compliance/late.ts", "@/lib/leases/x"],
  "leases-calls-only-those-before-it": ["lib/leases/late.ts", "@/lib/metering/x"],
  "metering-calls-only-those-before-it": ["lib/metering/late.ts", "@/lib/billing/x"],
  "billing-calls-only-those-before-it": ["lib/billing/late.ts", "@/lib/payments/x"],
  "payments-calls-only-those-before-it": ["lib/payments/late.ts", "@/lib/payouts/x"],
  "payouts-calls-only-those-before-it": ["lib/payouts/late.ts", "@/lib/operations/x"],
  "domains-know-no-request": ["lib/identity/request.ts", "next"],
  "adapters-know-no-domain": ["lib/mail/nosy.ts", "@/lib/identity/actor"],
  "nobody-knows-the-web-server": ["lib/identity/serving.ts", "@/web/server"],
  "nobody-knows-the-probe": ["lib/identity/probing.ts", "@/probe/look"],
  "probe-stands-alone": ["probe/nosy.ts", "@/components/card"],
  "web-server-knows-no-page": ["web/nosy.ts", "@/components/card"],
  "web-is-the-edge": ["lib/web/nosy.ts", "@/components/card"],
  "database-stands-below-domains": ["db/nosy.ts", "@/lib/identity/actor"],
  "components-take-props": ["components/fetching.tsx", "@/lib/identity/actor"],
  "components-know-no-page": ["components/nosy.tsx", "@/app/(desk)/parts"],
  "app-never-queries": ["app/query.ts", "@/db/client"],
  "portals-are-separate": ["app/(console)/borrowed.ts", "@/app/(desk)/parts"],
  "worker-is-a-transport": ["worker/page.ts", "@/components/card"],
  "mail-is-rendered-by-the-worker": ["app/mailing.ts", "@/components/mail/render-mail"],
  "agent-stands-alone": ["agent/nosy.ts", "@/lib/identity/actor"],
  "journeys-see-what-people-see": ["e2e/journeys/shortcut.ts", "@/db/client"],
  "stand-ins-stand-outside": ["stand-ins/stripe/nosy.ts", "@/lib/identity/actor"],
  "stripe-stand-in-needs-little": ["stand-ins/stripe/heavy.ts", "next"],
  "product-knows-no-stand-in": ["lib/identity/pretending.ts", "@/stand-ins/stripe/server"],
  "proof-stands-outside": ["lib/identity/proven.ts", "@/proof/stage"],
  "oracle-is-independent": ["proof/oracle/seconds.ts", "@/lib/identity/actor"],
  "no-cycles": ["lib/identity/circle-back.ts", "./circle"],
  resolvable: ["lib/identity/lost.ts", "./nowhere"],
  "declared-packages": ["lib/identity/undeclared.ts", "left-pad"],
  "no-dev-packages-in-production": ["lib/identity/dev.ts", "vitest"],
  "no-tests-in-production": ["lib/identity/tested.ts", "./a.test"],
};
const targets = {
  ...Object.fromEntries(
    ["catalog", "fleet", "compliance", "leases", "metering", "billing", "payments", "payouts", "operations"].map(
      (name) => [`lib/${name}/x.ts`, "export {};\n"],
    ),
  ),
  "proof/stage.ts": "export {};\n",
  "stand-ins/stripe/server.ts": "export {};\n",
  "lib/identity/circle.ts": 'import "./circle-back";\n',
  "lib/identity/a.test.ts": "export {};\n",
};

describe("the directions of the house", () => {
  test("a tree that keeps them passes", async () => {
    plant(house);
    expect(await faultsOf("directions")).toBe("");
  });

  test("every arrow has a planted violation, and each is found", async () => {
    expect(Object.keys(violations).sort()).toEqual((cruiser.forbidden ?? []).map(({ name }) => name).sort());
    plant({ ...house, ...targets });
    plant(Object.fromEntries(Object.values(violations).map(([file, imports]) => [file, `import "${imports}";\n`])));
    const faults = await faultsOf("directions");
    for (const [rule, [file]] of Object.entries(violations)) expect(faults).toContain(`${rule}: ${file}`);
  });
});
