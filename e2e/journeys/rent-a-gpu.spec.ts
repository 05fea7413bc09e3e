import { holdMicros } from "@/lib/core/ledger/holds";
import { formatMoney } from "@/lib/core/money";
import { priceMicros } from "@/lib/core/rating/amount";
import { secondsBetween } from "@/lib/core/time";
import { expect, test } from "../fixtures/journey";
import { cities, models, openSupply, password } from "../fixtures/market";
import { runOverSsh } from "../fixtures/ssh-session";
import { Console } from "../pages/console";
import { Desk } from "../pages/desk";
import { OperatorPortal } from "../pages/operator-portal";
import { signIn, signUp } from "../pages/people";

const supply = {
  site: "Oslo North",
  city: cities.oslo,
  model: models.h100,
  profile: "h100-sxm-8",
  accelerators: 8,
  wholesalePerHour: "1.853",
};
const count = 2n;
const wholesalePerHour = 1_853_000n * count;
const retailPerHour = 3_456_789n * count;
const billedSeconds = 6;

test("a customer rents two GPUs, and three parties' books agree to the micro", async ({
  openBrowser,
  openHost,
  seeded,
  makeKey,
  expectSoundBooks,
}) => {
  const operator = new OperatorPortal(await openBrowser());
  const desk = new Desk(await openBrowser());
  const customer = new Console(await openBrowser());
  const key = await makeKey();

  await test.step("an operator signs up, enrols a host and publishes an offer", async () => {
    const person = { name: "Nora Berg", organization: "Nordlys Halls", email: "nora@nordlys.example", password };
    await signUp(operator.page, { kind: "operator", ...person });
    await openSupply(operator, await openHost("oslo-gpu-1"), supply);
  });

  await test.step("the desk prices it", async () => {
    await signIn(desk.page, seeded("platform desk"));
    await desk.setPrice(supply.model.name, supply.city.region, "3.456789");
  });

  const organization = "Fjord Research";
  const launchForm = () => customer.openLaunch(`${supply.model.sku}.x${count}`, supply.city.city, supply.site);
  await test.step("a customer signs up and is refused a launch with the sum that is missing", async () => {
    const person = { name: "Ida Lund", organization, email: "ida@fjord.example", password };
    await signUp(customer.page, { kind: "customer", ...person });
    await customer.addSshKey("laptop", key.publicKey);
    await launchForm();
    await customer.submitLaunch();
    const missing = formatMoney(holdMicros(retailPerHour), "USD", { precision: "trimmed" });
    await expect(customer.page.getByRole("alert").filter({ hasText: missing })).toBeVisible();
  });

  await test.step("the desk credits the customer", () => desk.credit(organization, "40"));
  await launchForm();
  const instance = await customer.launch("training-1");
  await instance.expectState("running");

  await test.step("the ssh command on the page leads to exactly the two GPUs", async () => {
    const command = await instance.sshCommand();
    const devices = (await runOverSsh(command, key, "ls /dev/nvidia[0-9]*")).trim().split("\n");
    expect(devices).toHaveLength(Number(count));
    const tool = await runOverSsh(command, key, "nvidia-smi -L");
    expect(tool.match(/^GPU \d+: NVIDIA H100/gm)).toHaveLength(Number(count));
    const listed = await customer.page.getByRole("table", { name: "Accelerators" }).getByTitle(/^GPU-/).all();
    expect(listed).toHaveLength(Number(count));
    for (const uuid of listed) expect(tool).toContain(await uuid.getAttribute("title"));
  });

  const runningSince = (await instance.events()).find(({ state }) => state === "running")?.at ?? new Date(0);
  await expect.poll(() => Date.now() - runningSince.getTime()).toBeGreaterThan(billedSeconds * 1_000);
  await instance.terminate();
  await instance.expectState("ended");
  await instance.expectSettled();

  const events = await instance.events();
  const at = (state: string) => events.find((event) => event.state === state)?.at ?? new Date(Number.NaN);
  const seconds = secondsBetween(at("running"), at("ended"));
  expect(Number(seconds)).toBeGreaterThanOrEqual(billedSeconds);
  const charge = priceMicros(retailPerHour, seconds);
  const payable = priceMicros(wholesalePerHour, seconds);

  await test.step("what the customer paid, the operator earned and the desk kept agree", async () => {
    expect(await instance.bookedMicros()).toBe(charge);
    expect(await instance.paidMicros()).toBe(charge);
    const segments = await instance.segments();
    expect(segments.reduce((sum, { micros }) => sum + micros, 0n)).toBe(charge);
    expect(await operator.earnedWith(instance.leaseId)).toBe(payable);
    const booked = { retailMicros: charge, wholesaleMicros: payable, spreadMicros: charge - payable };
    expect(await desk.spreadOf("customer", organization)).toEqual(booked);
    expect(await desk.spreadOf("site", supply.site)).toEqual(booked);
  });
  await expectSoundBooks();
});
