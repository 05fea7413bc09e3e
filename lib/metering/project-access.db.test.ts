import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createMember, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { type Buyer, createBuyer, createMarket, type Market } from "@/db/testing/market";
import { codeOf } from "@/db/testing/refusal";
import type { Context } from "@/lib/context";
import type { ProjectAccess } from "@/lib/core/permissions";
import { findSession } from "@/lib/identity/find-session";
import { switchOrganization } from "@/lib/identity/members/switch-organization";
import { archiveProject } from "@/lib/identity/projects/archive-project";
import { createProject } from "@/lib/identity/projects/create-project";
import { listLaunchProjects, listProjects } from "@/lib/identity/projects/queries";
import { renameProject } from "@/lib/identity/projects/rename-project";
import { setProjectAccess } from "@/lib/identity/projects/set-project-access";
import { listAnnouncedRates } from "@/lib/leases/announced-queries";
import { closeLease } from "@/lib/leases/close-lease";
import { launchLease } from "@/lib/leases/launch-lease";
import { getLeaseSeries } from "@/lib/leases/lease-series";
import { limitLease } from "@/lib/leases/limit-lease";
import { getLease, listLeaseNames, listLeases, listRecentEvents, listRunning } from "@/lib/leases/queries";
import { startInstance } from "@/lib/leases/start-instance";
import { stopInstance } from "@/lib/leases/stop-instance";
import type { Lease } from "@/lib/leases/types";
import { auditBooks } from "./audit-books";
import { listCostAdjustments, listSlaCredits } from "./correction-queries";
import { getLeaseBill, listLeaseCosts } from "./cost-queries";
import { getReceipt } from "./get-receipt";
import { getLiveLease } from "./live-queries";
import { usageByProject } from "./project-usage";
import { listSegments } from "./segment-queries";
import { usageByDay, usageByLease, usageBySku } from "./usage-queries";

const KEY = generateKeyPairSync("ed25519").privateKey.export({ format: "der", type: "pkcs8" }).toString("base64");

let database: TestDatabase;
let market: Market;
let owner: Buyer;
let other: Buyer;
let alpha: string;
let beta: string;
let leases: { alpha: Lease; beta: Lease; none: Lease };
let launches = 0;

beforeEach(() => {
  vi.stubEnv("OPENHALL_RECEIPT_KEY", KEY);
});
beforeAll(async () => {
  database = await createTestDatabase();
  market = await createMarket(database.db, { accelerators: 8 });
  [owner, other] = await Promise.all([createBuyer(market), createBuyer(market)]);
  [alpha, beta] = (await Promise.all(
    ["alpha", "beta"].map(async (slug) => (await createProject(owner.ctx, { name: slug, slug })).projectId),
  )) as [string, string];
  leases = {
    alpha: await launch(owner.ctx, alpha),
    beta: await launch(owner.ctx, beta),
    none: await launch(owner.ctx),
  };
});
afterAll(() => database.close());

function launch(ctx: Context, projectId?: string, idempotencyKey?: string): Promise<Lease> {
  launches += 1;
  return launchLease(ctx, {
    skuId: market.sku[1],
    sshKeyIds: [owner.sshKeyId],
    idempotencyKey: idempotencyKey ?? `project-launch-${launches}`,
    ...(projectId ? { projectId } : {}),
  });
}

/** Somebody of the organization as the database says they are by now. */
async function sessionOf(party: TestParty): Promise<Context> {
  const actor = (await findSession({ db: database.db, now: new Date() }, party.actor.sessionId))!;
  return { ...party.ctx, actor: { ...actor, hasFreshFactor: true } };
}

async function restricted(projects: { projectId: string; role: "member" | "viewer" }[]): Promise<Context> {
  const member = await createMember(database.db, owner, "member");
  const own = (await findSession({ db: database.db, now: new Date() }, member.actor.sessionId))!;
  await switchOrganization({ ...member.ctx, actor: own }, { organizationId: owner.organizationId });
  await setProjectAccess(owner.ctx, { userId: member.userId, restricted: true, projects });
  return sessionOf(member);
}

const period = { from: new Date(Date.now() - 86_400_000), to: new Date(Date.now() + 86_400_000) };

/** Every question about one lease, and whether it was answered. */
const questions: Record<string, (ctx: Context, id: string) => Promise<boolean>> = {
  getLease: async (ctx, id) => (await codeOf(getLease(ctx, id))) === "none",
  getLeaseSeries: async (ctx, id) => (await codeOf(getLeaseSeries(ctx, { leaseId: id, range: "1h" }))) === "none",
  listLeases: async (ctx, id) => {
    const { leases: rows, total } = await listLeases(ctx, { limit: 100, offset: 0 });
    expect(total).toBe(rows.length);
    return rows.some((row) => row.id === id);
  },
  listRunning: async (ctx, id) => (await listRunning(ctx)).some((row) => row.id === id),
  listLeaseNames: async (ctx, id) => (await listLeaseNames(ctx, [id])).has(id),
  listRecentEvents: async (ctx, id) => (await listRecentEvents(ctx, 100)).some((event) => event.leaseId === id),
  getLiveLease: async (ctx, id) => (await codeOf(getLiveLease(ctx, { leaseId: id, after: 0 }))) === "none",
  listLeaseCosts: async (ctx, id) => (await listLeaseCosts(ctx, [id])).has(id),
  listSegments: async (ctx, id) => (await codeOf(listSegments(ctx, id, { limit: 1, offset: 0 }))) === "none",
  usageByLease: async (ctx, id) => {
    const { rows, total } = await usageByLease(ctx, { ...period, limit: 100, offset: 0 });
    expect(total).toBe(rows.length);
    return rows.some((row) => row.leaseId === id);
  },
  getReceipt: async (ctx, id) => (await codeOf(getReceipt(ctx, { leaseId: id }))) !== "not_found",
};

/** Every change of one lease; each is refused before it has any effect, or here would be by its state. */
const changes: Record<string, (ctx: Context, leaseId: string) => Promise<unknown>> = {
  stopInstance: (ctx, leaseId) => stopInstance(ctx, { leaseId }),
  startInstance: (ctx, leaseId) => startInstance(ctx, { leaseId }),
  closeLease: (ctx, leaseId) => closeLease(ctx, { leaseId }),
  limitLease: (ctx, leaseId) => limitLease(ctx, { leaseId, spendLimit: null }),
};

describe("who is held to a project as its viewer", () => {
  let ctx: Context;
  beforeAll(async () => {
    ctx = await restricted([{ projectId: alpha, role: "viewer" }]);
  });

  test.each(Object.keys(questions))("%s tells of its leases and of no other", async (name) => {
    const ask = questions[name]!;
    expect(await ask(ctx, leases.alpha.id)).toBe(true);
    expect(await ask(ctx, leases.beta.id)).toBe(false);
    expect(await ask(ctx, leases.none.id)).toBe(false);
    for (const lease of Object.values(leases)) {
      expect(await ask(owner.ctx, lease.id)).toBe(true);
      expect(await ask(other.ctx, lease.id)).toBe(false);
    }
  });

  test.each(Object.keys(changes))("%s is refused there, and elsewhere finds nothing", async (name) => {
    const change = changes[name]!;
    expect(await codeOf(change(ctx, leases.alpha.id))).toBe("forbidden");
    expect(await codeOf(change(ctx, leases.beta.id))).toBe("not_found");
    expect(await codeOf(change(ctx, leases.none.id))).toBe("not_found");
    expect(await codeOf(change(other.ctx, leases.alpha.id))).toBe("not_found");
  });

  test("sums and single bills are of it alone, and projects are not told beyond it", async () => {
    expect((await getLeaseBill(ctx, leases.beta.id)).paidMicros).toBe(0n);
    expect(await listAnnouncedRates(ctx, leases.beta.id)).toEqual([]);
    expect(await listCostAdjustments(ctx, leases.beta.id)).toEqual([]);
    expect(await listSlaCredits(ctx, { limit: 10, offset: 0 })).toEqual({ credits: [], total: 0 });
    for (const usage of [usageByDay, usageBySku]) expect((await usage(ctx, period)).rows.length).toBeLessThanOrEqual(1);
    expect((await usageByProject(ctx, period)).rows.every((row) => row.projectId === alpha)).toBe(true);
    expect((await listProjects(ctx)).map((project) => project.id)).toEqual([alpha]);
    expect(await listLaunchProjects(ctx)).toEqual([]);
    expect((await listLaunchProjects(owner.ctx)).map((project) => project.id)).toEqual([alpha, beta]);
  });

  test("launches nothing, there, elsewhere or in no project", async () => {
    for (const projectId of [alpha, beta, undefined, "prj_unknown"])
      expect(await codeOf(launch(ctx, projectId))).toBe("invalid_input");
  });
});

test("as its member one launches, limits and ends there, and does not learn of another's by its idempotency key", async () => {
  const ctx = await restricted([{ projectId: alpha, role: "member" }]);
  const lease = await launch(ctx, alpha);
  expect(lease.projectId).toBe(alpha);
  expect(await codeOf(limitLease(ctx, { leaseId: lease.id, spendLimit: null }))).toBe("none");
  expect((await closeLease(ctx, { leaseId: lease.id })).state).toBe("stopping");
  expect(await codeOf(launch(ctx, beta))).toBe("invalid_input");
  expect(await codeOf(launch(ctx))).toBe("invalid_input");
  const theirs = await launch(owner.ctx, beta, "key-of-the-owner");
  expect(await codeOf(launch(ctx, beta, "key-of-the-owner"))).toBe("conflict");
  await closeLease(owner.ctx, { leaseId: theirs.id });
});

test("nobody is held to a project of another organization, and nobody but who manages members chooses", async () => {
  const foreign = await createProject(other.ctx, { name: "theirs", slug: "alpha" });
  const [member, admin] = await Promise.all([
    createMember(database.db, owner, "member"),
    createMember(database.db, owner, "admin"),
  ]);
  const set = (by: TestParty, userId: string, projectId: string) =>
    codeOf(setProjectAccess(by.ctx, { userId, restricted: true, projects: [{ projectId, role: "member" }] }));
  expect(await set(owner, member.userId, foreign.projectId)).toBe("invalid_input");
  expect(await set(other, member.userId, foreign.projectId)).toBe("not_found");
  expect(await set(member, admin.userId, alpha)).toBe("forbidden");
  expect(await set(owner, admin.userId, alpha)).toBe("precondition_failed");
  expect(await set(owner, owner.userId, alpha)).toBe("forbidden");
  expect(await set(admin, owner.userId, alpha)).toBe("forbidden");
  expect(await codeOf(launch(owner.ctx, foreign.projectId))).toBe("invalid_input");
  expect(await codeOf(renameProject(owner.ctx, { projectId: foreign.projectId, name: "x" }))).toBe("not_found");
  expect(await codeOf(archiveProject(owner.ctx, { projectId: foreign.projectId }))).toBe("not_found");
  expect(await codeOf(createProject(member.ctx, { name: "x", slug: "x" }))).toBe("forbidden");
  expect(await codeOf(createProject(owner.ctx, { name: "x", slug: "alpha" }))).toBe("conflict");
});

test("a key that works in one project launches there without saying so", async () => {
  const projects: ProjectAccess = new Map([[alpha, "member"]]);
  const apiKey = { id: "apk_1", name: "ci", permissions: new Set(["lease.launch"] as const), projectId: alpha };
  const lease = await launch({ ...owner.ctx, actor: { ...owner.actor, projects, apiKey } });
  expect(lease.projectId).toBe(alpha);
  await closeLease(owner.ctx, { leaseId: lease.id });
});

test("in an archived project nothing is launched, and who saw it alone sees it no longer", async () => {
  const delta = (await createProject(owner.ctx, { name: "delta", slug: "delta" })).projectId;
  const ctx = await restricted([{ projectId: delta, role: "member" }]);
  expect((ctx.actor as { projects: ProjectAccess }).projects).toEqual(new Map([[delta, "member"]]));
  await archiveProject(owner.ctx, { projectId: delta });
  expect(await codeOf(launch(owner.ctx, delta))).toBe("invalid_input");
  const { sessionId } = ctx.actor as { sessionId: string };
  const later = await findSession({ db: database.db, now: new Date() }, sessionId);
  expect(later!.projects).toEqual(new Map());
});

test("the books are sound after all of it", async () => {
  expect((await auditBooks(database.db)).filter((one) => one.violations > 0)).toEqual([]);
});
