import { addWeeks, weekOf, weekStart } from "@/lib/core/payouts/week";
import { expect } from "../fixtures/journey";
import { cities, models, openCustomer, openSeededOperator, openSupply } from "../fixtures/market";
import { test } from "../fixtures/own-clock";
import { payAtOnce } from "../fixtures/stripe";
import type { Console } from "../pages/console";
import { Desk } from "../pages/desk";
import { PageCheck } from "../pages/page-check";
import { PayoutsPage } from "../pages/payouts";
import { signIn } from "../pages/people";
import { addApp } from "../pages/second-factor";

const supply = {
  site: "Moldau Halls",
  city: cities.prague,
  model: models.l40s,
  profile: "l40s-1",
  accelerators: 1,
  wholesalePerHour: "450",
};

/** A Monday's first closing, so many weeks ahead. */
const monday = (weeks: number) => new Date(addWeeks(weekStart(weekOf(new Date())), weeks).getTime() + 20 * 60_000);

async function rentForSeconds(customer: Console, name: string): Promise<void> {
  await customer.openLaunch(`${supply.model.sku}.x1`, supply.city.city, supply.site);
  const instance = await customer.launch(name);
  await instance.expectState("running");
  const since = Date.now();
  await expect.poll(() => Date.now() - since).toBeGreaterThan(5_000);
  await instance.terminate();
  await instance.expectState("ended");
  await instance.expectSettled();
}

test.use({ clockOf: "paid" });
test.describe.configure({ timeout: 300_000 });

test("an operator is paid by Stripe after a second person has approved where, and by wire after a change", async ({
  openBrowser,
  openHost,
  seeded,
  makeKey,
  stack,
  jumpTo,
  expectSoundBooks,
}) => {
  await payAtOnce(stack);
  const desk = new Desk(await openBrowser());
  await signIn(desk.page, seeded("platform desk"));
  const operator = await openSeededOperator(await openBrowser(), seeded("operator"));
  await test.step("desk and operator set up a second factor, without which neither says where money goes", async () => {
    await addApp(desk.page, seeded("platform desk").password);
    await addApp(operator.page, seeded("operator").password);
  });
  await openSupply(operator, await openHost("moldau-gpu-1"), supply);
  await desk.setPrice(supply.model.name, supply.city.region, "480");
  const key = await makeKey();
  const customer = await openCustomer(await openBrowser(), desk, { organization: "Vltava Labs", key, credit: "500" });
  const check = (route: string, shot: string, page = operator.page) =>
    new PageCheck(page).expectFinished(route, `payouts-${shot}`);

  await test.step("a customer's card pays what transfers are made of", async () => {
    const checkout = await customer.addMoney("500");
    await checkout.payWith("good");
    await expect(customer.page.getByRole("status").filter({ hasText: "Paid, and on your balance" })).toBeVisible({
      timeout: 45_000,
    });
  });
  await rentForSeconds(customer, "first-week");

  const payouts = new PayoutsPage(operator.page);
  await test.step("the operator asks to be paid by Stripe, gives it its details, and cannot approve that itself", async () => {
    await payouts.open();
    await payouts.askFor("Germany (DE)");
    await expect(payouts.account().row("waits for approval")).toHaveCount(1);
    await payouts.giveDetailsToStripe();
    await expect(payouts.account().row("can be paid")).toHaveCount(1, { timeout: 45_000 });
    await expect(operator.page.getByRole("button", { name: "Approve" })).toHaveCount(0);
    await check("/operator/payouts", "operator-asked");
  });
  await test.step("the desk approves it and lets small payouts go out", async () => {
    await check("/desk/payouts", "desk-waiting", desk.page);
    await desk.approvePayoutAccount();
    await desk.setSmallestPayout("Meridian Data Halls", "0");
    await check(new URL(desk.page.url()).pathname, "desk-operator", desk.page);
  });

  await jumpTo(monday(1));
  await desk.closeWhatIsDue();
  await desk.planPayouts();
  await test.step("it is sent once, found again in Stripe's balance, and the advice is a file", async () => {
    await expect(async () => {
      await payouts.open();
      await expect(
        operator.page.getByRole("table", { name: "Payouts" }).getByText("paid", { exact: true }),
      ).toHaveCount(1);
    }).toPass({ timeout: 60_000 });
    expect(await payouts.newestMicros()).toBeGreaterThan(400_000n);
    const path = await payouts.openNewest();
    const pdf = await (await operator.page.request.get(`${path}/pdf`)).body();
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    await check(path, "operator-payout");
    await check(path.replace("/operator", "/desk"), "desk-payout", desk.page);
  });

  await rentForSeconds(customer, "another-week");
  await test.step("the operator moves its bank to a country that Stripe does not reach", async () => {
    await payouts.open();
    await payouts.askFor("China (CN)", {
      Beneficiary: "Moldau Halls (Shanghai) Ltd",
      Bank: "ICBC Shanghai",
      "BIC (SWIFT)": "ICBKCNBJSHI",
      "Account number or IBAN": "6222 0210 0111 6245 702",
    });
    await desk.approvePayoutAccount();
  });
  await jumpTo(monday(3));
  await desk.closeWhatIsDue();
  await desk.planPayouts();
  await test.step("the desk orders the bank transfer, and cannot confirm its own", async () => {
    const path = await payouts.openNewest();
    const deskPath = path.replace("/operator", "/desk");
    await check(deskPath, "desk-wire", desk.page);
    await desk.orderWire(deskPath, "COBA-2026-118");
    await check(deskPath, "desk-wire-sent", desk.page);
    await expect(desk.confirmWire()).resolves.toContain("Somebody else");
    await check("/operator/payouts", "operator-payouts");
    await check("/desk/payouts", "desk-payouts", desk.page);
  });
  await expectSoundBooks();
});
