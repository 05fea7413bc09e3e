import { afterAll, beforeAll, expect, test } from "vitest";
import { createOperator, type TestParty, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { enrolHost } from "@/lib/fleet/enrol-host";
import { listOffers } from "@/lib/fleet/offer-queries";
import { listSites } from "@/lib/fleet/site-queries";
import { TestAgent } from "@/lib/fleet/testing/agent";
import { seedFleet } from "./demo-fleet";

let database: TestDatabase;
let operator: TestParty;

beforeAll(async () => {
  database = await createTestDatabase();
  operator = await createOperator(database.db);
});
afterAll(() => database.close());

test("seeding again adds nothing, and gives a token only for the host that is not enrolled", async () => {
  const options = { operatorContext: operator.ctx };
  const first = await seedFleet(database.db, options);
  expect(first.hosts.map((host) => host.profile)).toEqual(["h100-sxm-8", "ascend-910b-8"]);
  const anonymous = testContext(database.db, { type: "anonymous" });
  await enrolHost(anonymous, new TestAgent().enrolRequest(first.hosts[0]!.enrolToken!));

  const again = await seedFleet(database.db, options);
  expect(again.hosts.map((host) => host.enrolToken !== null)).toEqual([false, true]);
  await enrolHost(anonymous, new TestAgent().enrolRequest(again.hosts[1]!.enrolToken!));
  expect(await listSites(operator.ctx)).toHaveLength(2);
  const offers = await listOffers(operator.ctx);
  expect(offers.map((offer) => offer.skuCode).sort()).toEqual(
    ["ascend-910b3-64", "h100-sxm-80"].flatMap((model) => [1, 2, 4, 8].map((count) => `${model}.x${count}`)),
  );
});
