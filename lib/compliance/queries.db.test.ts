import { afterAll, beforeAll, expect, test } from "vitest";
import { createCustomer, createMember, createOperator, createPlatform, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { refusalOf } from "@/db/testing/refusal";
import type { Context } from "@/lib/context";
import { createClass } from "./create-class";
import { createRule } from "./create-rule";
import { declareCountry } from "./declare-country";
import { declareOwner } from "./declare-owner";
import { getComplianceCounts, getDeclarations, listFlags, listSuspensions } from "./desk-queries";
import { flagOrganization } from "./flag-organization";
import { loadList } from "./load-list";
import { listOrganizations } from "./organization-queries";
import { findOwnTrouble, getOwnDeclarations, previewOrder } from "./own-queries";
import { listProvenance } from "./provenance-queries";
import { listClasses, listModelCodes, listOrderReviews, listRules } from "./rule-queries";
import { screenOrganizations } from "./screen-organizations";
import { countMatches, listChanges, listMatches, listVersions } from "./screening-queries";
import { suspendOrganization } from "./suspend-organization";
import { encode, SDN_CSV } from "./testing/example-lists";

let database: TestDatabase;
let platform: TestParty;
let listed: TestParty;
let other: TestParty;

beforeAll(async () => {
  database = await createTestDatabase();
  platform = await createPlatform(database.db);
  listed = await createCustomer(database.db, "Zorvan Trading");
  other = await createOperator(database.db, "Honest Halls");
  await loadList(platform.ctx, { format: "ofac-csv", file: { name: "sdn.csv", content: encode(SDN_CSV) } });
  await screenOrganizations({ ...platform.ctx, actor: { type: "system", name: "test" } });
  await declareOwner(listed.ctx, { name: "Ada Fiction", country: "DE", sharePercent: "30" });
});
afterAll(() => database.close());

const DESK: [string, (ctx: Context) => Promise<unknown>][] = [
  ["counts", getComplianceCounts],
  ["matches", listMatches],
  ["count of matches", countMatches],
  ["versions", listVersions],
  ["changes", listChanges],
  ["rules", listRules],
  ["classes", listClasses],
  ["models", listModelCodes],
  ["orders", listOrderReviews],
  ["flags", listFlags],
  ["suspensions", listSuspensions],
  ["documents", listProvenance],
  ["declarations", (ctx) => getDeclarations(ctx, { organizationId: listed.organizationId })],
  ["organizations", (ctx) => listOrganizations(ctx, { q: "", limit: 10, offset: 0 })],
];

test.each(DESK)("%s are the desk's to read, whatever its role, and nobody else's", async (_, read) => {
  for (const party of [listed, other]) expect((await refusalOf(read(party.ctx))).code).toBe("forbidden");
  await read((await createMember(database.db, platform, "support")).ctx);
});

test("organizations are found by name, those with something open first", async () => {
  await flagOrganization(platform.ctx, { organizationId: other.organizationId, kind: "spam", note: "Mails of many." });
  const all = await listOrganizations(platform.ctx, { q: "", limit: 10, offset: 0 });
  expect(all.organizations.slice(0, 2).map(({ name }) => name)).toEqual(["Zorvan Trading", "Honest Halls"]);
  const found = await listOrganizations(platform.ctx, { q: "honest", limit: 10, offset: 0 });
  expect(found).toMatchObject({ total: 1, organizations: [{ openFlags: 1, undecidedMatches: 0, isSuspended: false }] });
  expect((await listOrganizations(platform.ctx, { q: "100%_\\", limit: 10, offset: 0 })).total).toBe(0);
});

test("an organization sees its own declarations and standing, and nobody else's", async () => {
  expect((await getOwnDeclarations(listed.ctx)).owners.map(({ name }) => name)).toEqual(["Ada Fiction"]);
  expect((await getOwnDeclarations(other.ctx)).owners).toEqual([]);
  expect((await refusalOf(getOwnDeclarations(platform.ctx))).code).toBe("not_found");
  expect(await findOwnTrouble(listed.ctx)).toEqual({ kind: "review" });
  expect(await findOwnTrouble(other.ctx)).toBeNull();
  const suspended = { organizationId: other.organizationId, reason: "An investigation.", noticeMinutes: 5 };
  const { effectiveAt } = await suspendOrganization(platform.ctx, suspended);
  expect(await findOwnTrouble(other.ctx)).toEqual({ kind: "suspended", reason: "An investigation.", effectiveAt });
});

test("a launch's requirement is told before it, by the countries of its sites", async () => {
  const { classId } = await createClass(platform.ctx, { name: "All", minBf16Tflops: 0.1 });
  const siteCountries = ["NO"];
  await createRule(platform.ctx, {
    name: "In Norway",
    classId,
    effect: "review",
    siteCountries,
    customerCountries: ["DE"],
  });
  const sku = await database.db.query.skus.findFirst({ where: (skus, { eq }) => eq(skus.code, "h100-sxm-80.x1") });
  const preview = () => previewOrder(listed.ctx, { skuId: sku!.id, siteCountries: ["IS", "NO", "NO"] });
  expect(await preview()).toEqual([{ siteCountry: "NO", outcome: "needs_country", rules: ["In Norway"] }]);
  await declareCountry(listed.ctx, { country: "DE" });
  expect(await preview()).toEqual([{ siteCountry: "NO", outcome: "review", rules: ["In Norway"] }]);
  await declareCountry(listed.ctx, { country: "FR" });
  expect(await preview()).toEqual([]);
});
