import { expect, test } from "../fixtures/journey";
import { cities, models, openSeededOperator, openSupply, password } from "../fixtures/market";
import { Console } from "../pages/console";
import { Desk } from "../pages/desk";
import { PageCheck } from "../pages/page-check";
import { signIn, signUp } from "../pages/people";
import { ListTable } from "../pages/table";

const supply = {
  site: "Copenhagen South",
  city: cities.copenhagen,
  model: models.l40s,
  profile: "l40s-1",
  accelerators: 1,
  wholesalePerHour: "0.58",
};
const organization = "Sund Robotics";
const email = "lene@sund.example";
const topUpMicros = 25_000_000n;
const billedMs = 4_000;

test.describe.configure({ timeout: 300_000 });

test("a new customer pays by card, after one that is declined, and rents a GPU with the money", async ({
  openBrowser,
  openHost,
  seeded,
  mailbox,
  makeKey,
  expectSoundBooks,
}) => {
  const host = await openHost("copenhagen-gpu-1");
  await openSupply(await openSeededOperator(await openBrowser(), seeded("operator")), host, supply);
  const customer = new Console(await openBrowser());
  const { page } = customer;

  await test.step("a customer signs up, with nothing on the balance", async () => {
    const person = { name: "Lene Sund", organization, email, password };
    await signUp(page, { kind: "customer", ...person });
    await customer.addSshKey("laptop", (await makeKey()).publicKey);
    expect(await customer.balanceMicros()).toBe(0n);
  });
  const { origin } = new URL(page.url());

  await test.step("the address is confirmed by the link that was mailed to it, which is good once", async () => {
    const asked = page.getByRole("status").filter({ hasText: "Confirm your address" });
    await expect(asked).toContainText(email);
    const { links } = await mailbox.expectMail(email, /^Confirm your e-mail address$/);
    await page.goto(links[0]!);
    await page.getByRole("button", { name: "Confirm this address" }).click();
    await expect(page.getByRole("status").filter({ hasText: `${email} is yours` })).toBeVisible();
    await page.goto(links[0]!);
    await page.getByRole("button", { name: "Confirm this address" }).click();
    await expect(page.getByText("confirmed with this link already")).toBeVisible();
    await page.goto("/billing");
    await expect(page.getByRole("heading", { name: "Billing", level: 1 })).toBeVisible();
    await expect(asked).toHaveCount(0);
  });

  const checkout = await customer.addMoney("25");
  await checkout.expectAsksFor("$25.00");
  await test.step("who leaves the page can go on where it was left", async () => {
    await checkout.leave();
    const left = page.getByRole("status").filter({ hasText: "You left the payment page" });
    await expect(left).toBeVisible();
    expect(new URL(page.url()).origin).toBe(origin);
    await left.getByRole("link", { name: "Continue" }).click();
    await checkout.expectAsksFor("$25.00");
  });

  await test.step("a card is declined, and the page says why", async () => {
    await checkout.payWith("declined");
    await expect(page.getByRole("alert").filter({ hasText: "Your card was declined." })).toBeVisible();
    expect(new URL(page.url()).origin).not.toBe(origin);
    await checkout.expectAsksFor("$25.00");
  });

  await test.step("another card pays, and the page that it leads back to says so by itself", async () => {
    await checkout.payWith("good");
    await page.waitForURL((url) => url.origin === origin && /^\/billing\/top-ups\/top_/.test(url.pathname));
    await expect(page.getByRole("heading", { name: "Payment", level: 1 })).toBeVisible();
    const booked = page.getByRole("status").filter({ hasText: "Paid, and on your balance" });
    await expect(booked).toBeVisible({ timeout: 45_000 });
    await expect(booked).toContainText("Your balance is $25.00");
    await expect(page.getByRole("main").getByText("paid", { exact: true })).toBeVisible();
    await expect(booked.getByRole("link", { name: "Launch" })).toBeVisible();
  });

  const payment = new URL(page.url()).pathname;
  await test.step("somebody else's payment is not found", async () => {
    const other = await openBrowser();
    await signIn(other, seeded("customer"));
    const response = await other.goto(payment);
    expect(response?.status()).toBe(404);
  });

  await test.step("a receipt is mailed, and leads back to the payment", async () => {
    const { text, links } = await mailbox.expectMail(email, /^Receipt: \$25\.00/);
    expect(text).toContain("visa 4242");
    expect(links).toContain(`${origin}${payment}`);
  });

  await test.step("it is on the balance once, and listed with its card and receipt", async () => {
    expect(await customer.balanceMicros()).toBe(topUpMicros);
    const row = new ListTable(page, "Payments").row("visa 4242");
    await expect(row).toHaveCount(1);
    await expect(row).toContainText("paid");
    await expect(row.getByRole("link", { name: /^Receipt/ })).toBeVisible();
    await expect(new ListTable(page, "Movements").row("visa 4242")).toHaveCount(1);
  });

  const desk = new Desk(await openBrowser());
  await test.step("the desk sees the payment", async () => {
    await signIn(desk.page, seeded("platform desk"));
    await desk.page.goto("/desk/payments");
    const row = new ListTable(desk.page, "Payments").row(organization);
    await expect(row).toHaveCount(1);
    await expect(row).toContainText("paid");
    await new PageCheck(desk.page).expectFinished("/desk/payments", "payments-desk");
  });

  await customer.openLaunch(`${supply.model.sku}.x1`, supply.city.city, supply.site);
  const instance = await customer.launch("first-run");
  await instance.expectState("running");
  const runningSince = (await instance.events()).find(({ state }) => state === "running")?.at ?? new Date(0);
  await expect.poll(() => Date.now() - runningSince.getTime()).toBeGreaterThan(billedMs);
  await instance.terminate();
  await instance.expectState("ended");
  await instance.expectSettled();
  const paid = await instance.paidMicros();
  expect(paid).toBeGreaterThan(0n);
  expect(await customer.balanceMicros()).toBe(topUpMicros - paid);

  await test.step("running low, the kept card is charged by itself, once", async () => {
    await customer.topUpAutomatically({ threshold: "26", amount: "30", monthlyCap: "100" });
    await expect.poll(() => customer.balanceMicros(), { timeout: 60_000 }).toBe(topUpMicros - paid + 30_000_000n);
    await expect(new ListTable(page, "Payments").row("visa 4242")).toHaveCount(2);
  });
  await test.step("the desk sends some of it back to the card", async () => {
    await desk.refund(organization, "5");
    expect(await customer.balanceMicros()).toBe(topUpMicros - paid + 25_000_000n);
    await expect(new ListTable(page, "Movements").row("Refund")).toContainText("-$5.00");
  });
  const check = new PageCheck(page);
  await check.expectFinished("/billing", "payments-billing");
  await check.expectFinished(payment, "payments-top-up");
  await expectSoundBooks();
});
