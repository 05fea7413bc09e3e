import { afterAll, beforeAll, expect, test } from "vitest";
import { createCustomer, createOperator } from "@/db/testing/context";
import { createSite } from "./create-site";
import { listHostLeases } from "./host-lease-queries";
import { getHost, listAccelerators, listHosts } from "./host-queries";
import { getFleetOverview } from "./overview-queries";
import { getSite, listSites } from "./site-queries";
import { h100s, hostFacts } from "./testing/agent";
import { createTestFleet, enrolTestHost, REYKJAVIK } from "./testing/site";

type Fleet = Awaited<ReturnType<typeof createTestFleet>>;
let fleet: Fleet;

beforeAll(async () => {
  fleet = await createTestFleet();
});
afterAll(() => fleet.database.close());

test("a site needs a name of its own, a real country and coordinates on the globe", async () => {
  const site = { ...REYKJAVIK, name: "Second" };
  await createSite(fleet.operator.ctx, site);
  await expect(createSite(fleet.operator.ctx, site)).rejects.toMatchObject({
    code: "conflict",
    options: { fields: { name: [expect.any(String)] } },
  });
  const bad = [
    { country: "XX" },
    { country: "is" },
    { latitude: 91 },
    { longitude: -181 },
    { name: "  " },
    { name: "Hall\0" },
    { city: "Reykjav\u202eik" },
    { latitude: Number.NaN },
  ];
  for (const change of bad)
    await expect(createSite(fleet.operator.ctx, { ...site, name: "Third", ...change })).rejects.toMatchObject({
      code: "invalid_input",
    });
  const other = await createOperator(fleet.database.db);
  await expect(createSite(other.ctx, site)).resolves.toBeDefined();
  const customer = await createCustomer(fleet.database.db);
  await expect(createSite(customer.ctx, site)).rejects.toMatchObject({ code: "forbidden" });
});

test("sites, hosts and the overview count accelerators by state, and only one's own", async () => {
  const { siteId, operator } = fleet;
  const first = await enrolTestHost(operator.ctx, { siteId, hostName: "one", accelerators: h100s(4, "q-a") });
  await enrolTestHost(operator.ctx, {
    siteId,
    hostName: "two",
    accelerators: h100s(2, "q-b"),
    facts: { problems: ["Docker does not answer."] },
  });
  const counts = { leased: 0, free: 4, unavailable: 2, offline: 0 };
  expect((await getSite(operator.ctx, siteId)).accelerators).toEqual(counts);
  expect(await listSites(operator.ctx)).toHaveLength(2);
  const overview = await getFleetOverview(operator.ctx);
  expect(overview).toMatchObject({ siteCount: 2, hostCount: 2, offerCount: 0, accelerators: counts });
  expect(overview.hostsNeedingAttention.map((host) => host.name)).toEqual(["two"]);
  expect((await getHost(operator.ctx, first.hostId)).facts.hostname).toBe(hostFacts().hostname);
  expect(await listHostLeases(operator.ctx, first.hostId)).toEqual([]);

  const other = await createOperator(fleet.database.db);
  await expect(getSite(other.ctx, siteId)).rejects.toMatchObject({ code: "not_found" });
  await expect(getHost(other.ctx, first.hostId)).rejects.toMatchObject({ code: "not_found" });
  expect(await listAccelerators(other.ctx, first.hostId)).toEqual([]);
  expect(await listHosts(other.ctx, { siteId })).toEqual([]);
  expect(await getFleetOverview(other.ctx)).toMatchObject({ siteCount: 0, hostCount: 0, byModel: [] });
  const customer = await createCustomer(fleet.database.db);
  await expect(listHosts(customer.ctx)).rejects.toMatchObject({ code: "forbidden" });
});
