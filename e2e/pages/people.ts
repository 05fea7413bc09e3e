import { expect, type Page } from "@playwright/test";

export interface NewPerson {
  kind: "customer" | "operator";
  name: string;
  organization: string;
  email: string;
  password: string;
}

const does = { customer: "Rent accelerators", operator: "Supply accelerators" };

export async function signUp(page: Page, person: NewPerson): Promise<void> {
  await page.goto("/sign-up");
  await page.getByRole("radio", { name: does[person.kind] }).check();
  await page.getByLabel("Your name").fill(person.name);
  await page.getByLabel("Organization").fill(person.organization);
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Create organization" }).click();
  await expect(page.getByRole("button", { name: `Account: ${person.organization}, ${person.email}` })).toBeVisible();
}

export async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("button", { name: /^Account: / })).toBeVisible();
}
