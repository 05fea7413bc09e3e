import { expect, test } from "../fixtures/journey";
import { cities, models, openCustomer, openSeededOperator, openSupply } from "../fixtures/market";
import type { Console, LaunchBody } from "../pages/console";
import { Desk } from "../pages/desk";
import { InstancePage } from "../pages/instance-page";
import { signIn } from "../pages/people";

const supply = {
  site: "Helsinki Bay",
  city: cities.helsinki,
  model: models.l40s,
  profile: "l40s-1",
  accelerators: 1,
  wholesalePerHour: "0.60",
};
const customers = 5;
const launchesEach = 10;

async function launchAtOnce({ page }: Console, body: LaunchBody, origin: string) {
  const response = await page.request.post("/api/v1/instances", {
    headers: { origin },
    data: { ...body, idempotencyKey: crypto.randomUUID() },
  });
  const answer = (await response.json()) as { id?: string; error?: { code: string } };
  return { status: response.status(), leaseId: answer.id, refusal: answer.error?.code, page };
}

test("fifty launches race for the last accelerator, and one wins", async ({
  openBrowser,
  openHost,
  seeded,
  makeKey,
  stack,
  expectSoundBooks,
}) => {
  const host = await openHost("helsinki-gpu-1");
  await openSupply(await openSeededOperator(await openBrowser(), seeded("operator")), host, supply);
  const desk = new Desk(await openBrowser());
  await signIn(desk.page, seeded("platform desk"));

  const racers: { console: Console; body: LaunchBody }[] = [];
  for (let number = 1; number <= customers; number++) {
    const order = { organization: `Racer ${number}`, key: await makeKey(), credit: "100" };
    const console = await openCustomer(await openBrowser(), desk, order);
    await console.openLaunch(`${supply.model.sku}.x1`, supply.city.city, supply.site);
    racers.push({ console, body: await console.catchLaunch() });
  }
  const { origin } = new URL(stack.record.url);
  const attempts = racers.flatMap(({ console, body }) =>
    Array.from({ length: launchesEach }, () => launchAtOnce(console, body, origin)),
  );
  const answers = await Promise.all(attempts);

  const winners = answers.filter(({ status }) => status === 201);
  expect(winners).toHaveLength(1);
  const refusals = answers.filter(({ status }) => status !== 201).map(({ refusal }) => refusal);
  expect(refusals).toEqual(Array.from({ length: customers * launchesEach - 1 }, () => "insufficient_capacity"));
  const [winner] = winners;
  await winner?.page.goto(`/instances/${winner.leaseId}`);
  const instance = new InstancePage(winner?.page ?? (await openBrowser()));
  await instance.expectState("running");
  expect((await host.containers()).map(({ leaseId }) => leaseId)).toEqual([winner?.leaseId]);
  await instance.terminate();
  await instance.expectState("ended");
  await instance.expectSettled();
  await expectSoundBooks();
});
