import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

/** Verbs and queries of a tenant's that reach into another party's rows. One more is a decision: say here that it was taken. */
const ACROSS = [
  "billing/line-segments.ts",
  "compliance/own-queries.ts",
  "compliance/upload-provenance.ts",
  "fleet/telemetry/ask-clearing.ts",
  "identity/ask-email-change.ts",
  "identity/ask-sign-in-link.ts",
  "identity/begin-sign-in.ts",
  "identity/confirm-email-change.ts",
  "identity/delete-account.ts",
  "identity/export-data.ts",
  "identity/finish-sign-in.ts",
  "identity/link-provider.ts",
  "identity/provider-proofs.ts",
  "identity/reset-password.ts",
  "identity/sign-in-by-link.ts",
  "identity/sign-in-by-passkey.ts",
  "identity/sign-up-by-provider.ts",
  "identity/sign-up.ts",
  "identity/verify-credentials.ts",
  "identity/keys/create-service-account.ts",
  "identity/members/accept-invitation.ts",
  "identity/members/change-role.ts",
  "identity/members/found-organization.ts",
  "identity/members/queries.ts",
  "identity/members/remove-member.ts",
  "identity/members/switch-organization.ts",
  "identity/verify-email.ts",
  "leases/close-lease.ts",
  "leases/launch-lease.ts",
  "leases/lease-maintenance.ts",
  "leases/lease-reach.ts",
  "leases/limit-lease.ts",
  "leases/limit-queries.ts",
  "leases/site-maintenance.ts",
  "leases/start-instance.ts",
  "leases/stock-queries.ts",
  "leases/stop-instance.ts",
  "leases/storage-rates.ts",
  "ledger/queries.ts",
  "payments/open-billing-portal.ts",
  "payments/set-auto-top-up.ts",
  "payments/start-top-up.ts",
  "payouts/close-organization.ts",
  "payouts/decide-payout-account.ts",
  "payouts/open-onboarding.ts",
  "payouts/queries.ts",
  "payouts/request-payout-account.ts",
  "security/rate-limit.ts",
];

const lib = import.meta.dirname;

test("whatever reaches across organizations is listed, says why, and first of all", () => {
  const files = globSync("*/**/*.ts", { cwd: lib }).filter((file) => !/\.test\.ts$|\/testing\//.test(file));
  const reaching = files.filter((file) => readFileSync(path.join(lib, file), "utf8").includes("acrossTenants("));
  expect(reaching.sort()).toEqual(ACROSS.toSorted());
  for (const file of reaching) {
    const text = readFileSync(path.join(lib, file), "utf8");
    const said = text.match(/acrossTenants\(\s*(?:asked|ctx),\s*"[^"]{15,}",?\s*\)/g) ?? [];
    expect(said.length, file).toBe(text.match(/acrossTenants\(/g)?.length);
  }
});

test("a request's context is made in lib/web alone, so that no tenant's request has the platform's view by itself", () => {
  const root = path.dirname(lib);
  const files = globSync("{app,components}/**/*.{ts,tsx}", { cwd: root }).filter((file) => !/\.test\.tsx?$/.test(file));
  const making = files.filter((file) =>
    /tenantDatabase|acrossTenants|webDatabase/.test(readFileSync(path.join(root, file), "utf8")),
  );
  expect(making).toEqual([]);
});
