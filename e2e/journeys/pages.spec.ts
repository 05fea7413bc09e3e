import type { Page } from "@playwright/test";
import { expect } from "../fixtures/journey";
import { password } from "../fixtures/market";
import { test } from "../fixtures/showcase";
import { Desk } from "../pages/desk";
import { PageCheck } from "../pages/page-check";
import { signIn, signUp } from "../pages/people";

const publicPages = {
  landing: "/",
  "sign-in": "/sign-in",
  "sign-up": "/sign-up",
  "verify-email": "/verify-email",
  invitation: "/invitation",
  roles: "/docs/roles",
};
/** Of every kind of organization. */
const settingsPages = {
  members: "/settings/members",
  organization: "/settings/organization",
  "new-organization": "/settings/new-organization",
  "audit-log": "/settings/audit-log",
};
const tenantPages = { ...settingsPages, "api-keys": "/settings/api-keys", "end-use": "/settings/end-use" };
const consolePages = {
  overview: "/overview",
  catalogue: "/catalogue",
  launch: "/launch?sku=h100-sxm-80.x1",
  instances: "/instances",
  usage: "/usage",
  "usage-by-sku": "/usage?by=sku",
  "usage-by-instance": "/usage?by=instance",
  billing: "/billing",
  statements: "/billing/statements",
  "ssh-keys": "/ssh-keys",
};
const operatorPages = {
  overview: "/operator",
  sites: "/operator/sites",
  hosts: "/operator/hosts",
  inventory: "/operator/accelerators",
  maintenance: "/operator/maintenance",
  offers: "/operator/offers",
  earnings: "/operator/earnings",
  contracts: "/operator/contracts",
  statements: "/operator/statements",
  payouts: "/operator/payouts",
};
const deskPages = {
  spread: "/desk",
  "price-book": "/desk/price-book",
  contracts: "/desk/contracts",
  rates: "/desk/rates",
  customers: "/desk/customers",
  leases: "/desk/leases",
  hardware: "/desk/hardware",
  corrections: "/desk/corrections",
  sla: "/desk/sla",
  ledger: "/desk/ledger",
  adjustments: "/desk/adjustments",
  payments: "/desk/payments",
  invoices: "/desk/invoices",
  reconciliation: "/desk/reconciliation",
  payouts: "/desk/payouts",
  mail: "/desk/mail",
  disputes: "/desk/disputes",
  closing: "/desk/closing",
  statements: "/desk/closing/statements",
  audit: "/desk/audit",
  system: "/desk/system",
  compliance: "/desk/compliance",
  "compliance-screening": "/desk/compliance/screening",
  "compliance-organizations": "/desk/compliance/organizations",
  "compliance-orders": "/desk/compliance/orders",
  "compliance-rules": "/desk/compliance/rules",
  "compliance-lists": "/desk/compliance/lists",
  "compliance-provenance": "/desk/compliance/provenance",
  "compliance-suspended": "/desk/compliance/suspended",
};

async function expectAllFinished(page: Page, area: string, pages: Record<string, string>): Promise<void> {
  const check = new PageCheck(page);
  for (const [name, route] of Object.entries(pages)) {
    await test.step(route, () => check.expectFinished(route, `${area}-${name}`));
  }
}

async function expectNotFound(page: Page, routes: string[]): Promise<void> {
  for (const route of routes) {
    const response = await page.goto(route);
    expect.soft(response?.status(), route).toBe(404);
    await expect.soft(page.getByRole("heading", { name: "There is no such page" }), route).toBeVisible();
  }
}

test.describe.configure({ timeout: 600_000 });

test("public pages are finished", async ({ openBrowser }) => {
  await expectAllFinished(await openBrowser(), "public", publicPages);
});

test("the console's pages are finished", async ({ openBrowser, seeded, showcase }) => {
  const page = await openBrowser();
  await signIn(page, seeded("customer"));
  const { runningInstance, endedInstance } = showcase;
  const instances = { "instance-running": runningInstance, "instance-ended": endedInstance };
  await expectAllFinished(page, "console", {
    ...consolePages,
    ...instances,
    ...tenantPages,
    projects: "/settings/projects",
  });
});

test("the operator portal's pages are finished", async ({ openBrowser, seeded, showcase: { site, host } }) => {
  const page = await openBrowser();
  await signIn(page, seeded("operator"));
  const settings = { ...tenantPages, provenance: "/settings/provenance" };
  const passport = await findPassport(page);
  await expectAllFinished(page, "operator", { ...operatorPages, site, host, passport, ...settings });
});

async function findPassport(page: Page): Promise<string> {
  await page.goto("/operator/accelerators");
  return (await page.getByRole("link", { name: /^GPU-/ }).first().getAttribute("href")) ?? "";
}

test("the desk's pages are finished", async ({ openBrowser, seeded, showcase }) => {
  const page = await openBrowser();
  await signIn(page, seeded("platform desk"));
  await new Desk(page).openCustomer("Acme Research");
  const customer = new URL(page.url()).pathname;
  const [running, ended] = [showcase.runningInstance, showcase.endedInstance].map(
    (path) => `/desk/leases/${path.split("/").at(-1)}`,
  ) as [string, string];
  const organization = customer.replace("/desk/customers/", "/desk/compliance/organizations/");
  const things = { customer, organization, "lease-running": running, "lease-ended": ended };
  await expectAllFinished(page, "desk", { ...deskPages, ...settingsPages, ...things });
});

test("who is signed out is asked to sign in, and comes back", async ({ openBrowser, seeded }) => {
  const page = await openBrowser();
  for (const route of Object.values({ ...consolePages, ...operatorPages, ...deskPages, ...tenantPages })) {
    await page.goto(route);
    await expect(page.getByRole("heading", { name: "Sign in", level: 1 })).toBeVisible();
    expect(new URL(page.url()).pathname, route).toBe("/sign-in");
  }
  await page.goto("/operator/offers");
  await page.getByLabel("E-mail address").fill(seeded("operator").email);
  await page.getByLabel("Password").fill(seeded("operator").password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Offers", level: 1 })).toBeVisible();
});

test("pages of another portal and things of another tenant are not found", async ({
  openBrowser,
  seeded,
  showcase,
}) => {
  const { runningInstance, site, host } = showcase;
  const leaseId = runningInstance.split("/").at(-1);
  const [customer, operator, desk] = [await openBrowser(), await openBrowser(), await openBrowser()];
  const somebody = { name: "Eve Else", password };
  await signUp(customer, { kind: "customer", organization: "Else Labs", email: "eve@else.example", ...somebody });
  await signUp(operator, { kind: "operator", organization: "Else Halls", email: "ops@else.example", ...somebody });
  await signIn(desk, seeded("platform desk"));
  const portals = {
    console: Object.values(consolePages),
    operator: Object.values(operatorPages),
    desk: [...Object.values(deskPages), `/desk/leases/${leaseId}`],
  };
  await expectNotFound(customer, [
    "/settings/provenance",
    ...portals.operator,
    ...portals.desk,
    runningInstance,
    site,
    host,
  ]);
  await expectNotFound(operator, [
    "/settings/projects",
    ...portals.console,
    ...portals.desk,
    runningInstance,
    site,
    host,
  ]);
  const noDispute = "/desk/disputes/dsp_00000000000000000000000000";
  await expectNotFound(desk, [
    "/settings/end-use",
    "/settings/api-keys",
    ...portals.console,
    ...portals.operator,
    runningInstance,
    site,
    host,
    noDispute,
  ]);
  for (const { request } of [customer, operator]) {
    expect((await request.get(`/api/v1/instances/${leaseId}`)).status()).toBeGreaterThanOrEqual(403);
    expect((await request.get(`/api/live/leases/${leaseId}`)).status()).toBeGreaterThanOrEqual(403);
  }
});
