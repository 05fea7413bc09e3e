import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createDatabase } from "@/db/client";
import { rateLimits } from "@/db/schema";
import { testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { LIMITS } from "@/lib/core/security/limits";
import { newId } from "@/lib/ids";
import { guardSignIn } from "./guard-sign-in";
import { clearExpiredLimits, enforceLimit } from "./rate-limit";

let database: TestDatabase;
const pass = async () => ({ userId: "usr_1" });
const fail = async () => null;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => {
  vi.stubEnv("OPENHALL_RATE_LIMIT_FACTOR", "1");
});
afterAll(() => database.close());

const ctxFrom = (address: string) => ({ ...testContext(database.db), client: { address, userAgent: null } });
let lastOctet = 1;
const newAddress = () => `203.0.113.${lastOctet++}`;
const newAccount = () => `${newId("usr")}@example.test`;

describe("a limit", () => {
  test("lets through as many as it says, then refuses with when to come back, and counts each whose doing by itself", async () => {
    const ctx = testContext(database.db);
    for (let i = 0; i < LIMITS.mailedLink.points; i += 1) await enforceLimit(ctx, "mailedLink", "a@example.test");
    await expect(enforceLimit(ctx, "mailedLink", "a@example.test")).rejects.toMatchObject({
      code: "rate_limited",
      message: "Too many mails asked for from here. Try again in 15 minutes.",
      options: { details: { retryAfterSeconds: "900" } },
    });
    await enforceLimit(ctx, "mailedLink", "b@example.test");
    await enforceLimit(ctx, "passwordReset", "a@example.test");
  });

  test("is one for all processes, and exact among many at once", async () => {
    const other = createDatabase(database.url, { max: 4 });
    try {
      const uses = Array.from({ length: 30 }, (_, i) =>
        enforceLimit({ db: i % 2 ? other.db : database.db }, "launch", "org_many").then(
          () => true,
          () => false,
        ),
      );
      expect((await Promise.all(uses)).filter(Boolean)).toHaveLength(LIMITS.launch.points);
    } finally {
      await other.close();
    }
  });

  test("begins anew when its window is over, and what is over is cleared", async () => {
    const ctx = testContext(database.db);
    for (let i = 0; i < LIMITS.enrolment.points; i += 1) await enforceLimit(ctx, "enrolment", "usr_w");
    await expect(enforceLimit(ctx, "enrolment", "usr_w")).rejects.toMatchObject({ code: "rate_limited" });
    await database.db.update(rateLimits).set({ expire: sql`now() - interval '1 s'` });
    await enforceLimit(ctx, "enrolment", "usr_w");
    expect(await clearExpiredLimits(ctx)).toBeGreaterThan(0);
    expect(await database.db.$count(rateLimits)).toBe(1);
  });

  test("tells the database nobody's address", async () => {
    await enforceLimit(testContext(database.db), "signUp", "198.51.100.77");
    const rows = await database.db.select().from(rateLimits);
    expect(JSON.stringify(rows)).toContain("signUp");
    expect(JSON.stringify(rows)).not.toContain("198.51.100.77");
  });

  test("goes on by the process alone while the database is away", async () => {
    const away = createDatabase("postgres://nobody@127.0.0.1:1/none");
    const outcomes: string[] = [];
    for (let i = 0; i < LIMITS.launch.points + 1; i += 1)
      outcomes.push(
        await enforceLimit({ db: away.db }, "launch", "org_away").then(
          () => "through",
          (error: { code: string }) => error.code,
        ),
      );
    expect(outcomes.at(-1)).toBe("rate_limited");
    expect(outcomes.slice(0, -1).every((outcome) => outcome === "through")).toBe(true);
    await away.close();
  });

  test("what comes often is counted without a query", async () => {
    const away = createDatabase("postgres://nobody@127.0.0.1:1/none");
    for (let i = 0; i < LIMITS.agent.points; i += 1) await enforceLimit({ db: away.db }, "agent", "hst_1");
    await expect(enforceLimit({ db: away.db }, "agent", "hst_1")).rejects.toMatchObject({ code: "rate_limited" });
    expect(away.pool.totalCount).toBe(0);
    await away.close();
  });

  test("OPENHALL_RATE_LIMIT_FACTOR multiplies it", async () => {
    vi.stubEnv("OPENHALL_RATE_LIMIT_FACTOR", "2");
    const ctx = testContext(database.db);
    for (let i = 0; i < LIMITS.mailedLink.points * 2; i += 1) await enforceLimit(ctx, "mailedLink", "twice");
    await expect(enforceLimit(ctx, "mailedLink", "twice")).rejects.toMatchObject({ code: "rate_limited" });
  });
});

describe("signing in", () => {
  const guess = (address: string, account: string) =>
    guardSignIn(ctxFrom(address), account, fail).then(
      () => "wrong",
      (error: { code: string }) => error.code,
    );

  test("whoever guesses is refused after five, and the owner gets in from elsewhere", async () => {
    const [attacker, account] = [newAddress(), newAccount()];
    const outcomes = [];
    for (let i = 0; i < 7; i += 1) outcomes.push(await guess(attacker, account));
    expect(outcomes).toEqual([...Array(5).fill("wrong"), "rate_limited", "rate_limited"]);
    expect(await guardSignIn(ctxFrom(newAddress()), account, pass)).toEqual({ userId: "usr_1" });
  });

  test("however an address is spelled, it is one account", async () => {
    const [attacker, account] = [newAddress(), newAccount()];
    for (let i = 0; i < 5; i += 1) await guess(attacker, i % 2 ? account.toUpperCase() : ` ${account} `);
    expect(await guess(attacker, account)).toBe("rate_limited");
  });

  test("one address that tries many accounts is refused after twenty", async () => {
    const stuffing = newAddress();
    const outcomes = [];
    for (let i = 0; i < 22; i += 1) outcomes.push(await guess(stuffing, newAccount()));
    expect(outcomes.filter((outcome) => outcome === "wrong")).toHaveLength(20);
  });

  test("a whole IPv6 network counts as one address", async () => {
    const account = newAccount();
    const outcomes = [];
    for (let i = 1; i < 8; i += 1) outcomes.push(await guess(`2001:db8:1:2::${i}`, account));
    expect(outcomes.at(-1)).toBe("rate_limited");
    expect(await guess("2001:db8:1:3::1", account)).toBe("wrong");
  });

  test("an account that many addresses guess at answers slower, and still lets its owner in", async () => {
    const account = newAccount();
    for (let i = 0; i < 12; i += 1) await guess(newAddress(), account);
    const startedAt = performance.now();
    expect(await guardSignIn(ctxFrom(newAddress()), account, pass)).toEqual({ userId: "usr_1" });
    expect(performance.now() - startedAt).toBeGreaterThan(450);
  });

  test("attempts at once count each, and none is proven past the limit", async () => {
    const [attacker, account] = [newAddress(), newAccount()];
    let proofs = 0;
    const prove = async () => {
      proofs += 1;
      return null;
    };
    await Promise.allSettled(Array.from({ length: 15 }, () => guardSignIn(ctxFrom(attacker), account, prove)));
    expect(proofs).toBe(5);
  });

  test("who signs in often and right is not taken for one who guesses", async () => {
    const account = newAccount();
    const address = newAddress();
    for (let i = 0; i < 15; i += 1) expect(await guardSignIn(ctxFrom(address), account, pass)).not.toBeNull();
  });
});
