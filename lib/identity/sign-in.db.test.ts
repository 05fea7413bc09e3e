import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { toWireJson } from "@/components/wire";
import { auditEvents, memberships, organizations, sessions, users } from "@/db/schema";
import { seedPeople } from "@/db/seed/demo-people";
import { at, createCustomer, createMember, TEST_PASSWORD, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { AppError } from "@/lib/errors";
import { findSession } from "./find-session";
import { openOrganization } from "./open-organization";
import { openSession } from "./open-session";
import { revokeSession } from "./revoke-session";
import type { SignUpInput } from "./schemas";
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS } from "./session-limits";
import { signUp } from "./sign-up";
import { verifyCredentials } from "./verify-credentials";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
// the link to confirm an address is made under it
beforeEach(() => void vi.stubEnv("NEXTAUTH_SECRET", "a secret of thirty-two characters"));
afterAll(() => database.close());

const anonymous = () => testContext(database.db, { type: "anonymous" });
const valid: SignUpInput = {
  email: "ada@example.com",
  password: "a few plain words",
  name: "Ada",
  organizationName: "Acme",
  kind: "customer",
};

async function refusalOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error;
}

describe("sign-up", () => {
  test("makes an organization, its owner and an audit row; the address is kept in one spelling, the password not at all", async () => {
    const opened = await signUp(anonymous(), {
      ...valid,
      email: " Grace@Example.com",
      organizationName: " Hopper  Labs ",
    });
    const [user] = await database.db.select().from(users).where(eq(users.id, opened.userId));
    expect(user?.email).toBe("grace@example.com");
    expect(user?.passwordHash).toMatch(/^\$argon2id\$/);
    const { organizationId } = opened;
    const [organization] = await database.db.select().from(organizations).where(eq(organizations.id, organizationId));
    expect(organization).toMatchObject({ kind: "customer", name: "Hopper Labs" });
    const [member] = await database.db.select().from(memberships).where(eq(memberships.organizationId, organizationId));
    expect(member).toMatchObject({ userId: opened.userId, role: "owner" });
    const [audit] = await database.db.select().from(auditEvents).where(eq(auditEvents.targetId, organizationId));
    expect(audit).toMatchObject({
      action: "organization.sign_up",
      actorType: "user",
      actorId: opened.userId,
      organizationId,
    });
    expect(toWireJson(audit)).not.toContain("plain words");
  });

  test.each([
    ["email", { email: "ada\uff20example.com" }],
    ["email", { email: "nobody" }],
    ["password", { password: "short" }],
    ["password", { password: "password12345" }],
    ["password", { password: "ada@example.com" }],
    ["name", { name: "   " }],
    ["name", { name: "n".repeat(101) }],
    ["organizationName", { organizationName: "" }],
    ["organizationName", { organizationName: "Ac\u200bme" }],
    ["kind", { kind: "platform" }],
  ])("names %s as the field at fault in %o", async (field, change) => {
    const error = await refusalOf(signUp(anonymous(), { ...valid, ...change } as SignUpInput));
    expect(error.code).toBe("invalid_input");
    expect(Object.keys(error.options.fields ?? {})).toEqual([field]);
  });

  test("every fault is told at once, and unknown input is refused", async () => {
    const all = await refusalOf(signUp(anonymous(), { ...valid, email: "x", password: "x", name: "" }));
    expect(Object.keys(all.options.fields ?? {}).sort()).toEqual(["email", "name", "password"]);
    const extra = { ...valid, role: "owner" } as SignUpInput;
    expect((await refusalOf(signUp(anonymous(), extra))).message).toMatch(/role/);
  });

  test("of many who take one address at once, one gets it and the others are told on the field", async () => {
    const same = { ...valid, email: "race@example.com" };
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => signUp(anonymous(), same)));
    expect(results.filter((result) => result.status === "fulfilled").length).toBe(1);
    const error = await refusalOf(signUp(anonymous(), { ...same, email: "RACE@example.com" }));
    expect(error.code).toBe("conflict");
    expect(error.options.fields?.email?.[0]).toMatch(/already/);
  });

  test("organizations of any kind are opened by the system alone", async () => {
    const input = { ...valid, email: "desk@example.com", kind: "platform" as const };
    expect((await refusalOf(openOrganization(anonymous(), input))).code).toBe("forbidden");
    const customer = await createCustomer(database.db);
    expect((await refusalOf(openOrganization(customer.ctx, input))).code).toBe("forbidden");
  });
});

describe("credentials", () => {
  test("go together or answer null, whichever of the two is wrong", async () => {
    const { email, userId } = await createCustomer(database.db);
    const verify = (address: string, password: string) => verifyCredentials(anonymous(), { email: address, password });
    expect(await verify(email.toUpperCase(), TEST_PASSWORD)).toEqual({ userId });
    expect(await verify(email, `${TEST_PASSWORD} `)).toBeNull();
    expect(await verify("no.one@example.test", TEST_PASSWORD)).toBeNull();
    expect(await verify("not an address", TEST_PASSWORD)).toBeNull();
    expect(await verify(email, "x".repeat(5_000))).toBeNull();
    expect(await verify("no.one@example.test", "a password that nobody has")).toBeNull();
  });
});

describe("session", () => {
  const minutes = (count: number) => count * 60_000;
  const from = new Date("2026-03-01T00:00:00.000Z");
  const later = (ms: number) => new Date(from.getTime() + ms);
  const find = (sessionId: string, now: Date) => findSession({ db: database.db, now }, sessionId);

  async function open() {
    const party = await createCustomer(database.db);
    const actor = await openSession(at(anonymous(), from), { userId: party.userId, userAgent: "x".repeat(900) });
    return { ...party, actor, sessionId: actor.sessionId };
  }

  test("stands for its user in their organization, and is written down", async () => {
    const { actor, sessionId, userId } = await open();
    expect(await find(sessionId, later(1_000))).toEqual(actor);
    expect(actor).toMatchObject({ type: "user", userId, role: "owner", organizationKind: "customer" });
    const [audit] = await database.db.select().from(auditEvents).where(eq(auditEvents.targetId, sessionId));
    expect(audit).toMatchObject({ action: "session.open", actorId: userId });
  });

  test("ends when idle for twelve hours, and use keeps it alive", async () => {
    const { sessionId } = await open();
    expect(await find(sessionId, later(SESSION_IDLE_MS - 1))).not.toBeNull();
    expect(await find(sessionId, later(2 * SESSION_IDLE_MS - 2))).not.toBeNull();
    expect(await find(sessionId, later(3 * SESSION_IDLE_MS))).toBeNull();
  });

  test("ends after fourteen days however much it is used", async () => {
    const { sessionId } = await open();
    for (let at = 0; at < SESSION_ABSOLUTE_MS; at += SESSION_IDLE_MS - 1)
      expect(await find(sessionId, later(at))).not.toBeNull();
    expect(await find(sessionId, later(SESSION_ABSOLUTE_MS))).toBeNull();
  });

  test("is touched once a minute at most, and never backwards", async () => {
    const { sessionId } = await open();
    const seenAt = async () =>
      (await database.db.select().from(sessions).where(eq(sessions.id, sessionId)))[0]?.lastSeenAt;
    await find(sessionId, later(minutes(1) - 1));
    expect(await seenAt()).toEqual(from);
    await find(sessionId, later(minutes(3)));
    await find(sessionId, later(minutes(2)));
    expect(await seenAt()).toEqual(later(minutes(3)));
  });

  test("ends at once when revoked, by its own user only, and twice is once", async () => {
    const { sessionId, actor } = await open();
    const stranger = await createCustomer(database.db);
    await revokeSession(stranger.ctx, { sessionId });
    expect(await find(sessionId, later(1))).not.toBeNull();
    const ctx = testContext(database.db, actor, later(2));
    await revokeSession(ctx, { sessionId });
    await revokeSession(ctx, { sessionId });
    expect(await find(sessionId, later(3))).toBeNull();
    const audits = await database.db.select().from(auditEvents).where(eq(auditEvents.targetId, sessionId));
    expect(audits.map((event) => event.action).sort()).toEqual(["session.open", "session.revoke"]);
    expect((await refusalOf(revokeSession(anonymous(), { sessionId }))).code).toBe("unauthenticated");
  });

  test("ends when its user leaves the organization; a user of none can't sign in", async () => {
    const { sessionId, userId } = await open();
    await database.db.delete(memberships).where(eq(memberships.userId, userId));
    expect(await find(sessionId, later(1))).toBeNull();
    expect((await refusalOf(openSession(anonymous(), { userId }))).code).toBe("forbidden");
    expect(await find("ses_nothing", later(1))).toBeNull();
  });
});

test("demo people are seeded once, with a sign-in that works", async () => {
  const people = await seedPeople(database.db);
  expect(await seedPeople(database.db)).toEqual(people);
  expect(Object.values(people).map((person) => person.kind)).toEqual(["customer", "operator", "platform"]);
  const { email, password, userId } = people.platform;
  expect(await verifyCredentials(anonymous(), { email, password })).toEqual({ userId });
});

test("a second member of an organization acts for it in their role", async () => {
  const owner = await createCustomer(database.db);
  const member = await createMember(database.db, owner);
  expect(member.ctx.actor).toMatchObject({ organizationId: owner.organizationId, role: "member" });
});
