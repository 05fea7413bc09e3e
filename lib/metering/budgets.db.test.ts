import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEvents, budgets, customerTerms } from "@/db/schema";
import { createCustomer, createMember, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { listBudgets } from "./budget-queries";
import { changeBudget } from "./change-budget";
import { createBudget } from "./create-budget";
import { removeBudget } from "./remove-budget";
import { setMonthlyCap } from "./set-monthly-cap";

let database: TestDatabase;
let owner: TestParty;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await createCustomer(database.db);
});
afterAll(() => database.close());

const sound = { name: "All", monthly: "2,500", alerts: "100, 50" };
const refused = (field: string) => ({ code: "invalid_input", options: { fields: { [field]: [expect.any(String)] } } });

test("an owner makes, changes and removes budgets, and each is written down", async () => {
  const budget = await createBudget(owner.ctx, sound);
  expect(budget).toMatchObject({ monthlyMicros: 2_500_000_000n, alertBps: [5_000, 10_000], currency: "USD" });
  await changeBudget(owner.ctx, { budgetId: budget.id, name: "Everything", monthly: "0.5", alerts: "200%" });
  expect(await listBudgets(owner.ctx)).toEqual([
    expect.objectContaining({
      name: "Everything",
      monthlyMicros: 500_000n,
      spentMicros: 0n,
      alertBps: [20_000],
      reachedBps: [],
    }),
  ]);
  await removeBudget(owner.ctx, { budgetId: budget.id });
  expect(await listBudgets(owner.ctx)).toEqual([]);
  await expect(removeBudget(owner.ctx, { budgetId: budget.id })).rejects.toMatchObject({ code: "not_found" });
  const written = await database.db.select().from(auditEvents).where(eq(auditEvents.targetId, budget.id));
  expect(written.map((event) => event.action).sort()).toEqual(["budget.change", "budget.create", "budget.remove"]);
});

test.each(["", "0", "-5", "1e3", "12,34", "0.0000001", "1000000001", "NaN", "9".repeat(60), "١٢"])(
  "a budget or cap of %j is refused beside its field, and nothing is written",
  async (amount) => {
    const before = await database.db.$count(budgets);
    await expect(createBudget(owner.ctx, { ...sound, monthly: amount })).rejects.toMatchObject(refused("monthly"));
    await expect(setMonthlyCap(owner.ctx, { cap: amount })).rejects.toMatchObject(refused("cap"));
    expect(await database.db.$count(budgets)).toBe(before);
    expect(await database.db.$count(customerTerms)).toBe(0);
  },
);

test.each(["", "0", "201", "50, 50", "-10", "ten", "1,2,3,4,5,6", "50.5", "1000"])(
  "alerts at %j are refused beside their field",
  async (alerts) => {
    await expect(createBudget(owner.ctx, { ...sound, alerts })).rejects.toMatchObject(refused("alerts"));
  },
);

test("names are one line that can be seen, and no two of an organization are the same, even at once", async () => {
  for (const name of ["", "  ", "x".repeat(61), "a\u0000b", "\u202eevil"])
    await expect(createBudget(owner.ctx, { ...sound, name })).rejects.toMatchObject(refused("name"));
  const twice = await Promise.allSettled([createBudget(owner.ctx, sound), createBudget(owner.ctx, sound)]);
  expect(twice.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  await expect(createBudget(owner.ctx, sound)).rejects.toMatchObject({
    code: "conflict",
    options: { fields: { name: [expect.any(String)] } },
  });
});

test("an organization has twenty budgets at the most, and another tenant's are not there", async () => {
  const other = await createCustomer(database.db);
  for (let i = 0; i < 20; i++) await createBudget(other.ctx, { ...sound, name: `Budget ${i}` });
  await expect(createBudget(other.ctx, { ...sound, name: "One more" })).rejects.toMatchObject({
    code: "limit_exceeded",
  });
  const [theirs] = await listBudgets(other.ctx);
  const stolen = { budgetId: theirs!.id, ...sound, name: "Mine" };
  await expect(changeBudget(owner.ctx, stolen)).rejects.toMatchObject({ code: "not_found" });
  await expect(removeBudget(owner.ctx, { budgetId: theirs!.id })).rejects.toMatchObject({ code: "not_found" });
  await expect(changeBudget(owner.ctx, { ...stolen, budgetId: "x".repeat(61) })).rejects.toMatchObject(
    refused("budgetId"),
  );
});

test("members look, owners decide", async () => {
  const member = await createMember(database.db, owner);
  expect(await listBudgets(member.ctx)).toHaveLength(1);
  await expect(createBudget(member.ctx, sound)).rejects.toMatchObject({ code: "forbidden" });
  await expect(setMonthlyCap(member.ctx, { cap: "10" })).rejects.toMatchObject({ code: "forbidden" });
});

test("a cap is set, changed and taken away, and leaves the desk's terms as they are", async () => {
  const { organizationId } = owner;
  await setMonthlyCap(owner.ctx, { cap: "10" });
  await database.db.update(customerTerms).set({ segment: "research", creditLimitMicros: 5n });
  await setMonthlyCap(owner.ctx, { cap: "12.50" });
  const read = () => database.db.select().from(customerTerms).where(eq(customerTerms.organizationId, organizationId));
  const kept = { segment: "research", creditLimitMicros: 5n };
  expect(await read()).toEqual([expect.objectContaining({ ...kept, monthlyCapMicros: 12_500_000n })]);
  await setMonthlyCap(owner.ctx, { cap: null });
  expect(await read()).toEqual([expect.objectContaining({ ...kept, monthlyCapMicros: null })]);
});
