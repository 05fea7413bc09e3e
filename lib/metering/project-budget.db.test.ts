import { afterAll, beforeAll, expect, test } from "vitest";
import { createMember } from "@/db/testing/context";
import { createBuyer } from "@/db/testing/market";
import { codeOf } from "@/db/testing/refusal";
import { RETAIL_MICROS, Scene } from "@/db/testing/scene";
import { listOpenNotices } from "@/lib/identity/notice-queries";
import { createProject } from "@/lib/identity/projects/create-project";
import { launchLease } from "@/lib/leases/launch-lease";
import { startInstance } from "@/lib/leases/start-instance";
import { listBudgets } from "./budget-queries";
import { changeBudget } from "./change-budget";
import { createBudget } from "./create-budget";
import { usageByProject } from "./project-usage";
import { warnBalances } from "./warn-balances";

const start = new Date("2026-03-10T09:00:00Z");
let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open(start);
});
afterAll(() => scene.close());

test("a project's budget counts its own leases alone, warns by its shares, and refuses launches and starts once it is spent", async () => {
  const { buyer, market } = scene;
  const project = async (slug: string) => (await createProject(buyer.ctx, { name: slug, slug })).projectId;
  const [dear, quiet] = [await project("dear"), await project("quiet")];
  const wanted = { name: "dear", monthly: "2", alerts: "50, 80, 100", projectId: dear, refusesLaunches: true };
  const { id: budgetId } = await createBudget(buyer.ctx, wanted);
  await createBudget(buyer.ctx, { name: "all", monthly: "100", alerts: "100" });
  expect(await codeOf(createBudget(buyer.ctx, { ...wanted, name: "again" }))).toBe("conflict");
  const other = await createBuyer(market);
  expect(await codeOf(createBudget(other.ctx, wanted))).toBe("invalid_input");
  let launches = 0;
  const launch = (projectId?: string) => {
    launches += 1;
    const request = { skuId: market.sku[1], sshKeyIds: [buyer.sshKeyId], idempotencyKey: `budgeted-${launches}` };
    return launchLease(buyer.ctx, projectId ? { ...request, projectId } : request);
  };

  const lease = await launch(dear);
  const container = scene.container(lease);
  await container.beat({ phase: "reachable", sshPort: 22_000 });
  await container.runFor(3_000, 60);
  await scene.tick();
  await container.runFor(600, 60);
  await scene.tick();

  // one hour, from when it was first reachable
  const spentMicros = RETAIL_MICROS;
  const budgets = await listBudgets(buyer.ctx);
  expect(budgets.find((budget) => budget.name === "dear")).toMatchObject({
    projectId: dear,
    spentMicros,
    reachedBps: [5_000, 8_000, 10_000],
  });
  expect(budgets.find((budget) => budget.name === "all")).toMatchObject({ projectId: null, spentMicros });
  const period = { from: start, to: new Date(scene.now.getTime() + 1_000) };
  expect((await usageByProject(buyer.ctx, period)).rows).toEqual([
    expect.objectContaining({ projectId: dear, name: "dear", chargeMicros: spentMicros }),
  ]);
  await warnBalances(scene.worker());
  const notices = (await listOpenNotices(buyer.ctx)).filter((notice) => notice.key.startsWith(`budget:${budgetId}:`));
  expect(notices).toEqual([
    expect.objectContaining({
      title: expect.stringContaining("100 %"),
      body: expect.stringContaining("nothing is launched"),
    }),
  ]);

  await expect(launch(dear)).rejects.toMatchObject({
    code: "limit_exceeded",
    message: expect.stringContaining('"dear"'),
  });
  for (const elsewhere of [quiet, undefined]) expect(await codeOf(launch(elsewhere))).not.toBe("limit_exceeded");
  await changeBudget(buyer.ctx, { budgetId, name: "dear", monthly: "2", alerts: "100", refusesLaunches: false });
  expect(await codeOf(launch(dear))).not.toBe("limit_exceeded");

  const member = await createMember(scene.database.db, buyer, "viewer");
  const held = { ...member.ctx, actor: { ...member.actor, projects: new Map([[quiet, "viewer" as const]]) } };
  expect(await listBudgets(held)).toEqual([]);
  expect(await codeOf(startInstance(held, { leaseId: lease.id }))).toBe("forbidden");
  expect(await scene.findings()).toEqual([]);
});
