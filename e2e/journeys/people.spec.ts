import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/journey";
import { password } from "../fixtures/market";
import { PageCheck } from "../pages/page-check";
import { signIn, signUp } from "../pages/people";
import { addApp, plugPasskeys, signOut } from "../pages/second-factor";
import { ListTable } from "../pages/table";

const email = "signe@fjord.example";
const organization = "Fjord Vision";

test.describe.configure({ timeout: 240_000 });

async function enterPassword(page: Page): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Second factor", level: 1 })).toBeVisible();
}

const expectIn = (page: Page) =>
  expect(page.getByRole("button", { name: `Account: ${organization}, ${email}` })).toBeVisible();

test("somebody guards their sign-in with an app and a passkey, and gets in by each way there is", async ({
  openBrowser,
  mailbox,
}) => {
  const page = await openBrowser();
  const check = new PageCheck(page);
  await signUp(page, { kind: "customer", name: "Signe Fjord", organization, email, password });
  const other = await openBrowser();
  await signIn(other, { email, password });

  await test.step("a browser never seen before is told by mail", async () => {
    const { text } = await mailbox.expectMail(email, /^A new browser signed in$/);
    expect(text).toContain("/settings/sessions");
  });

  const { app, recoveryCodes } = await addApp(page, password);
  expect(recoveryCodes).toHaveLength(10);
  await mailbox.expectMail(email, /^An authenticator app was added$/);

  await test.step("the password alone opens nothing any more, and a wrong code neither", async () => {
    await signOut(page);
    await enterPassword(page);
    await page.goto("/overview");
    await expect(page.getByRole("heading", { name: "Sign in", level: 1 })).toBeVisible();
    await page.goto("/sign-in/factor");
    await page.getByLabel("Code").fill("wrong");
    await page.getByRole("button", { name: "Go on" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "This code is not right" })).toBeVisible();
    await page.getByLabel("Code").fill(await app.code());
    await page.getByRole("button", { name: "Go on" }).click();
    await expectIn(page);
  });

  await test.step("a passkey is added, the factor being fresh", async () => {
    await plugPasskeys(page);
    await page.goto("/settings/security");
    await page.getByRole("button", { name: "Add passkey" }).click();
    const dialog = page.getByRole("dialog", { name: "Add passkey" });
    await dialog.getByLabel("Name").fill("work laptop");
    await dialog.getByRole("button", { name: "Go on" }).click();
    await expect(new ListTable(page, "Passkeys").row("work laptop")).toHaveCount(1);
  });

  // meanwhile the app comes by its next code
  for (const name of ["profile", "security", "sessions", "data"])
    await check.expectFinished(`/settings/${name}`, `people-${name}`);

  await test.step("a session that has proven no factor is asked for one, and goes on where it was", async () => {
    await other.goto("/settings/security");
    await other.getByRole("button", { name: "New codes" }).click();
    await other.getByRole("button", { name: "Make ten new codes" }).click();
    const asked = other.getByRole("dialog", { name: "Confirm that it is you" });
    await asked.getByLabel("Code").fill("wrong");
    await asked.getByRole("button", { name: "Confirm", exact: true }).click();
    await expect(asked.getByText("This code is not right")).toBeVisible();
    await asked.getByLabel("Code").fill(await app.code());
    await asked.getByRole("button", { name: "Confirm", exact: true }).click();
    await expect(asked).toHaveCount(0);
    await expect(other.getByRole("list", { name: "Recovery codes" }).getByRole("listitem")).toHaveCount(10);
  });

  await test.step("the other session is ended, and is over with its next request", async () => {
    await page.goto("/settings/sessions");
    await expect(page.getByText("this one")).toBeVisible();
    await page.getByRole("button", { name: /^End session: / }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "End session" }).click();
    await expect(page.getByRole("alertdialog")).toHaveCount(0);
    await expect(page.getByRole("button", { name: /^End session: / })).toHaveCount(0);
    await other.goto("/settings/sessions");
    await expect(other.getByRole("heading", { name: "Sign in", level: 1 })).toBeVisible();
  });

  await test.step("a mailed link is the first proof in the browser that asked, and the passkey the second", async () => {
    await signOut(page);
    await page.getByRole("link", { name: "Mail me a link" }).click();
    await expect(page.getByRole("heading", { name: "Sign in by mail", level: 1 })).toBeVisible();
    await page.getByLabel("E-mail address").fill(email);
    await page.getByRole("button", { name: "Mail me a link" }).click();
    await expect(page.getByRole("status").filter({ hasText: "Look into your mail" })).toBeVisible();
    const { links } = await mailbox.expectMail(email, /^Your link to sign in$/);
    await other.goto(links[0]!);
    await other.getByRole("button", { name: "Sign in" }).click();
    await expect(other.getByText("works in the browser that asked for it")).toBeVisible();
    await page.goto(links[0]!);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await expectIn(page);
  });

  await test.step("the passkey signs in by itself", async () => {
    await signOut(page);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expectIn(page);
  });

  await test.step("a forgotten password is chosen anew by mail, and ends every session", async () => {
    await other.goto("/forgot-password");
    await other.getByLabel("E-mail address").fill(email);
    await other.getByRole("button", { name: "Mail me a link" }).click();
    const { links } = await mailbox.expectMail(email, /^Choose a new password$/);
    await other.goto(links[0]!);
    await other.getByLabel("New password").fill("quite other words than before");
    await other.getByRole("button", { name: "Choose this password" }).click();
    await expect(other.getByText("You are signed out everywhere")).toBeVisible();
    await page.goto("/overview");
    await expect(page.getByRole("heading", { name: "Sign in", level: 1 })).toBeVisible();
  });

  for (const [route, shot] of [
    ["/sign-in", "sign-in"],
    ["/sign-in/by-mail", "by-mail"],
    ["/forgot-password", "forgot"],
    ["/reset-password", "reset"],
    ["/sign-in/link", "link"],
    ["/confirm-email", "confirm"],
  ] as const)
    await check.expectFinished(route, `people-${shot}`);
});
