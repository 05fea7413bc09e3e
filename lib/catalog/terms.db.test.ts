import { asc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditEvents, customerTaxProfiles, customerTerms, fxRates, taxRates } from "@/db/schema";
import { installTestClock, setTestClock } from "@/db/testing/clock";
import { createCustomer, createMember, createOperator, createPlatform, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { findCustomerTerms } from "./customer-terms";
import { setCustomerTerms } from "./set-customer-terms";
import { setFxRate } from "./set-fx-rate";
import { setTaxProfile } from "./set-tax-profile";
import { setTaxRate } from "./set-tax-rate";
import { withdrawRate } from "./withdraw-rate";

const START = new Date("2026-05-04T08:15:00Z");
let test: TestDatabase;
let desk: TestParty;
let customer: TestParty;

beforeAll(async () => {
  test = await createTestDatabase();
  await installTestClock(test.db, START);
  desk = await createPlatform(test.db);
  customer = await createCustomer(test.db);
});
afterAll(() => test.close());

const hour = (n: number) => new Date(Date.parse("2026-05-04T00:00:00Z") + n * 3_600_000);
const refusedAt = (field: string, code = "invalid_input") => ({
  code,
  options: { fields: { [field]: [expect.any(String)] } },
});
const fx = (rate: string, from?: Date) =>
  setFxRate(desk.ctx, { base: "CNY", quote: "USD", rate, source: "daily fixing", from: from ?? null });

describe("conversion rates", () => {
  const lines = async () => {
    const rows = await test.db.select().from(fxRates).where(eq(fxRates.base, "CNY")).orderBy(asc(sql`lower(during)`));
    return rows.map((row) => [row.rateE9, row.during.from, row.during.to]);
  };

  it("the first of a pair counts from the running hour, each later one from a whole hour ahead, and ends the one before", async () => {
    await fx("0.14");
    await fx("0.141");
    await fx("0.15", hour(12));
    expect((await fx("0.145", hour(10))).until).toEqual(hour(12));
    expect(await lines()).toEqual([
      [140_000_000n, hour(8), hour(9)],
      [141_000_000n, hour(9), hour(10)],
      [145_000_000n, hour(10), hour(12)],
      [150_000_000n, hour(12), null],
    ]);
  });

  it("an announced one can be taken back, one in force cannot", async () => {
    const rows = await test.db.select().from(fxRates).where(eq(fxRates.base, "CNY")).orderBy(asc(sql`lower(during)`));
    await withdrawRate(desk.ctx, { kind: "fx", rateId: rows[2]!.id });
    expect((await lines())[1]).toEqual([141_000_000n, hour(9), hour(12)]);
    const running = withdrawRate(desk.ctx, { kind: "fx", rateId: rows[0]!.id });
    await expect(running).rejects.toMatchObject({ code: "precondition_failed" });
  });

  it("the inverse pair is a row of its own", async () => {
    await setFxRate(desk.ctx, { base: "USD", quote: "CNY", rate: "7.1", source: "daily fixing" });
    expect(await lines()).toHaveLength(3);
  });

  it.each([
    ["rate", { rate: "0" }],
    ["rate", { rate: "-1" }],
    ["rate", { rate: "1e3" }],
    ["rate", { rate: "99999999" }],
    ["rate", { rate: "0.12345678901" }],
    ["quote", { quote: "CNY" }],
    ["base", { base: "EUR" }],
    ["source", { source: "" }],
    ["from", { from: new Date("2026-05-04T07:00:00Z") }],
    ["from", { from: new Date("2026-05-04T08:00:00Z") }],
    ["from", { from: new Date("2026-05-04T20:30:00Z") }],
    ["from", { from: new Date("2028-01-01T00:00:00Z") }],
    ["from", { from: "no date" }],
  ])("refuses what is wrong beside its field: %s of %j", async (field, change) => {
    const before = await lines();
    const input = { base: "CNY", quote: "USD", rate: "0.2", source: "daily fixing", ...change } as never;
    await expect(setFxRate(desk.ctx, input)).rejects.toMatchObject(refusedAt(field));
    expect(await lines()).toEqual(before);
  });

  it("refuses two from the same hour, and an hour that begins within the minute", async () => {
    await expect(fx("0.2", hour(12))).rejects.toMatchObject(refusedAt("from", "conflict"));
    await setTestClock(test.db, new Date("2026-05-04T08:59:30Z"));
    await expect(fx("0.2", hour(9))).rejects.toMatchObject(refusedAt("from"));
    await setTestClock(test.db, START);
  });

  it("keeps one unbroken line when eight set a rate at once, each for another hour", async () => {
    await Promise.all(Array.from({ length: 8 }, (_, i) => fx(`0.2${i}`, hour(20 + i))));
    const line = await lines();
    for (const [i, [, , to]] of line.entries()) expect(to).toEqual(line[i + 1]?.[1] ?? null);
    expect(line).toHaveLength(11);
  });

  it("is for the desk's owners alone and leaves audit rows", async () => {
    const clerk = await createMember(test.db, desk);
    const input = { base: "CNY", quote: "JPY", rate: "21", source: "daily fixing" } as const;
    for (const party of [clerk, customer])
      await expect(setFxRate(party.ctx, input)).rejects.toMatchObject({ code: "forbidden" });
    const audits = await test.db.select().from(auditEvents).where(eq(auditEvents.action, "fx_rate.set"));
    expect(audits).toHaveLength(13);
  });
});

describe("tax", () => {
  it.each([
    ["jurisdiction", { jurisdiction: "Germany" }],
    ["jurisdiction", { jurisdiction: "XX" }],
    ["name", { name: "" }],
    ["ratePercent", { ratePercent: "-1" }],
    ["ratePercent", { ratePercent: "50.01" }],
    ["ratePercent", { ratePercent: "nineteen" }],
    ["from", { from: new Date("2026-05-04T08:30:00Z") }],
    ["from", { from: new Date("2026-05-03T08:00:00Z") }],
  ])("rates refuse what is wrong beside its field: %s of %j", async (field, change) => {
    const input = { jurisdiction: "FR", name: "TVA", ratePercent: "20", ...change } as never;
    await expect(setTaxRate(desk.ctx, input)).rejects.toMatchObject(refusedAt(field));
    expect(await test.db.select().from(taxRates).where(eq(taxRates.jurisdiction, "FR"))).toEqual([]);
  });

  const profile = { legalName: "Beispiel GmbH", address: "Weg 1, Berlin", jurisdiction: "DE" };

  it.each([
    ["legalName", { legalName: "" }],
    ["address", { address: "x" }],
    ["jurisdiction", { jurisdiction: "D" }],
    ["taxId", { taxId: "§§" }],
    ["organizationId", { organizationId: "" }],
  ])("profiles refuse what is wrong beside its field: %s of %j", async (field, change) => {
    await expect(setTaxProfile(customer.ctx, { ...profile, ...change })).rejects.toMatchObject(refusedAt(field));
    expect(await test.db.select().from(customerTaxProfiles)).toEqual([]);
  });

  it("a profile is the owner's or the desk's to set, and a later change waits for the next hour and gives way to a newer one", async () => {
    const member = await createMember(test.db, customer);
    const stranger = await createCustomer(test.db);
    await expect(setTaxProfile(member.ctx, profile)).rejects.toMatchObject({ code: "forbidden" });
    const { organizationId } = customer;
    const theirs = setTaxProfile(stranger.ctx, { ...profile, organizationId });
    await expect(theirs).rejects.toMatchObject({ code: "not_found" });
    expect((await setTaxProfile(customer.ctx, profile)).from).toEqual(hour(8));
    expect((await setTaxProfile(customer.ctx, { ...profile, jurisdiction: "fr" })).from).toEqual(hour(9));
    await setTaxProfile(desk.ctx, { ...profile, organizationId, taxId: "de1234567" });
    const rows = await test.db.select().from(customerTaxProfiles).orderBy(asc(sql`lower(during)`));
    expect(rows.map((row) => [row.jurisdiction, row.taxId, row.during.from, row.during.to])).toEqual([
      ["DE", null, hour(8), hour(9)],
      ["DE", "DE1234567", hour(9), null],
    ]);
  });
});

describe("customer terms", () => {
  const terms = {
    segment: "enterprise",
    billingCurrency: "USD" as const,
    creditLimit: "5,000",
    monthlyCap: "20000",
    dataRetentionDays: 30,
  };

  it("are the defaults until the desk agrees others", async () => {
    const { organizationId } = customer;
    expect(await findCustomerTerms(test.db, organizationId)).toMatchObject({
      billingCurrency: "USD",
      creditLimitMicros: 0n,
      monthlyCapMicros: null,
    });
    await setCustomerTerms(desk.ctx, { organizationId, ...terms });
    await setCustomerTerms(desk.ctx, { organizationId, ...terms, billingCurrency: "CNY", monthlyCap: "" });
    expect(await findCustomerTerms(test.db, organizationId)).toEqual({
      segment: "enterprise",
      billingCurrency: "CNY",
      creditLimitMicros: 5_000_000_000n,
      monthlyCapMicros: null,
      dataRetentionDays: 30,
    });
    const audits = await test.db.select().from(auditEvents).where(eq(auditEvents.action, "customer_terms.set"));
    expect(audits).toHaveLength(2);
  });

  it.each([
    ["segment", { segment: "Big Ones" }],
    ["billingCurrency", { billingCurrency: "EUR" }],
    ["creditLimit", { creditLimit: "-1" }],
    ["creditLimit", { creditLimit: "9999999999999" }],
    ["creditLimit", { creditLimit: "much" }],
    ["monthlyCap", { monthlyCap: "0" }],
    ["monthlyCap", { monthlyCap: "none" }],
    ["dataRetentionDays", { dataRetentionDays: 0 }],
    ["dataRetentionDays", { dataRetentionDays: 91 }],
    ["dataRetentionDays", { dataRetentionDays: 1.5 }],
  ])("refuse what is wrong beside its field: %s of %j", async (field, change) => {
    const other = await createCustomer(test.db);
    const input = { organizationId: other.organizationId, ...terms, ...change } as never;
    await expect(setCustomerTerms(desk.ctx, input)).rejects.toMatchObject(refusedAt(field));
    const rows = await test.db
      .select()
      .from(customerTerms)
      .where(eq(customerTerms.organizationId, other.organizationId));
    expect(rows).toEqual([]);
  });

  it("are not for operators, nor the customer's own to set", async () => {
    const operator = await createOperator(test.db);
    const forOperator = setCustomerTerms(desk.ctx, { organizationId: operator.organizationId, ...terms });
    await expect(forOperator).rejects.toMatchObject({ code: "not_found" });
    const own = setCustomerTerms(customer.ctx, { organizationId: customer.organizationId, ...terms });
    await expect(own).rejects.toMatchObject({ code: "forbidden" });
  });
});
