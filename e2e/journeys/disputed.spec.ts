import { expect, test } from "../fixtures/journey";
import { cities, models, openSeededOperator, openSupply, password } from "../fixtures/market";
import { closeDispute, disputePayment, paymentOf } from "../fixtures/stripe";
import { Console } from "../pages/console";
import { Desk } from "../pages/desk";
import { PageCheck } from "../pages/page-check";
import { signIn, signUp } from "../pages/people";
import { ListTable } from "../pages/table";

const supply = {
  site: "Limmat Hall",
  city: cities.zurich,
  model: models.l40s,
  profile: "l40s-1",
  accelerators: 1,
  wholesalePerHour: "0.58",
};
const organization = "Limmat Vision";
const email = "urs@limmat.example";

test.describe.configure({ timeout: 360_000 });

test("a disputed payment runs an instance dry, evidence brings it back; a card that asks for its owner is told of and got over", async ({
  openBrowser,
  openHost,
  seeded,
  makeKey,
  mailbox,
  stack,
  expectSoundBooks,
}) => {
  await openSupply(
    await openSeededOperator(await openBrowser(), seeded("operator")),
    await openHost("limmat-gpu-1"),
    supply,
  );
  const desk = new Desk(await openBrowser());
  await signIn(desk.page, seeded("platform desk"));
  const customer = new Console(await openBrowser());
  const { page } = customer;
  await signUp(page, { kind: "customer", name: "Urs Limmat", organization, email, password });
  await customer.addSshKey("laptop", (await makeKey()).publicKey);
  const check = (route: string, shot: string, of = page) => new PageCheck(of).expectFinished(route, `disputed-${shot}`);
  const booked = page.getByRole("status").filter({ hasText: "Paid, and on your balance" });
  const frozen = page.getByRole("alert").filter({ hasText: "Nothing new can be started for now" });

  const topUpId = await test.step("a card pays, and an instance runs on it", async () => {
    await (await customer.addMoney("25")).payWith("good");
    await expect(booked).toBeVisible({ timeout: 45_000 });
    return new URL(page.url()).pathname.split("/").at(-1)!;
  });
  await customer.openLaunch(`${supply.model.sku}.x1`, supply.city.city, supply.site);
  const instance = await customer.launch("first-run");
  await instance.expectState("running");
  const instancePath = new URL(page.url()).pathname;

  const disputeId = await disputePayment(stack, await paymentOf(stack, topUpId));
  await test.step("the bank takes it back: the balance is gone, the instance stops, its data stays", async () => {
    await instance.expectState("stopped", 90_000);
    expect(await customer.balanceMicros()).toBeLessThanOrEqual(0n);
    await expect(frozen).toBeVisible();
    await mailbox.expectMail(email, /^Your bank contests a payment of \$25\.00$/);
    await mailbox.expectMail(email, /the balance is used up$/);
    await check("/billing", "billing");
  });
  await test.step("nothing new can be started meanwhile, and the page says why", async () => {
    await page.goto(`/launch?sku=${supply.model.sku}.x1`);
    await expect(frozen).toBeVisible();
    await check(`/launch?sku=${supply.model.sku}.x1`, "launch");
  });

  await test.step("the desk hands in what is on record", async () => {
    await mailbox.expectMail(seeded("platform desk").email, /^Dispute: a payment of \$25\.00 is contested$/);
    await check("/desk/disputes", "desk-list", desk.page);
    const path = await desk.openDispute(organization);
    await check(path, "desk-draft", desk.page);
    await desk.handInEvidence();
    await check(path, "desk-handed-in", desk.page);
  });
  await closeDispute(stack, disputeId, "won");
  await test.step("the bank gives it back: the balance is there, launches go on, the instance starts again", async () => {
    await expect.poll(() => customer.balanceMicros(), { timeout: 60_000 }).toBeGreaterThan(20_000_000n);
    await expect(frozen).toHaveCount(0);
    await page.goto(instancePath);
    await instance.start();
    await instance.expectState("running");
    await instance.terminate();
    await instance.expectState("ended");
    await instance.expectSettled();
  });

  await test.step("a card that asks for its owner each time pays on the page, and is kept", async () => {
    const checkout = await customer.addMoney("25");
    await checkout.payWith("asking");
    await checkout.authenticate();
    await expect(booked).toBeVisible({ timeout: 45_000 });
  });
  const trouble = page.getByRole("alert").filter({ has: page.getByRole("button", { name: "Change card" }) });
  await test.step("charged while nobody is there it is turned down: a banner and a mail lead to a payment", async () => {
    await customer.topUpAutomatically({ threshold: "200", amount: "30", monthlyCap: "500" });
    await mailbox.expectMail(email, /^The automatic top-up of .+ did not go through$/);
    await page.goto("/overview");
    await expect(trouble).toBeVisible();
    await check("/overview", "card-asks");
    await trouble.getByRole("link", { name: /^Pay .+ now$/ }).click();
    const dialog = page.getByRole("dialog", { name: "Add money" });
    await dialog.getByRole("button", { name: "Continue to payment" }).click();
    await page.getByRole("button", { name: /^Pay with 4242/ }).click();
    await expect(booked).toBeVisible({ timeout: 45_000 });
  });
  await test.step("turned on again it is charged to the new card", async () => {
    await page.goto("/billing");
    await trouble.getByRole("link", { name: "Turn it on again" }).click();
    await customer.topUpAutomatically({ threshold: "250", amount: "30", monthlyCap: "500" });
    await expect.poll(() => customer.balanceMicros(), { timeout: 60_000 }).toBeGreaterThan(240_000_000n);
    await expect(new ListTable(page, "Payments").row("visa 4242").first()).toBeVisible();
    await expect(trouble).toHaveCount(0);
  });
  await test.step("Stripe and the books agree to the cent, and the desk's pages say so", async () => {
    await desk.reconcile();
    await expect(desk.page.getByText("Stripe and the books agree")).toBeVisible();
    await check("/desk/reconciliation", "desk-reconciliation", desk.page);
    await check("/desk/payments", "desk-payments", desk.page);
    await check("/desk/mail", "desk-mail", desk.page);
  });
  await expectSoundBooks();
});
