import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { auditEvents, mails, sessions, signInLinks, users } from "@/db/schema";
import { createCustomer, TEST_PASSWORD, type TestParty, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { codeOf } from "@/db/testing/refusal";
import { Post } from "@/lib/mail/testing/post";
import { askPasswordReset, askSignInLink } from "./ask-sign-in-link";
import { changePassword } from "./change-password";
import { findSession } from "./find-session";
import { openSession } from "./open-session";
import { resetPassword } from "./reset-password";
import { signInByLink } from "./sign-in-by-link";
import { createEnrolled } from "./testing/person";
import { verifyCredentials } from "./verify-credentials";

let database: TestDatabase;
let post: Post;
beforeAll(async () => {
  database = await createTestDatabase();
  post = await Post.open(database);
});
beforeEach(async () => {
  post.setEnvironment();
  await post.empty();
});
afterAll(async () => {
  await post.catcher.close();
  await database.close();
});

const anonymous = () => testContext(database.db, { type: "anonymous" });
const newPassword = "other words that nobody guesses";
const browserToken = "the browser's own";

async function mailedToken(email: string, path: string): Promise<string> {
  await post.passTime();
  await post.send();
  const link = new URL(post.catcher.mailbox.list(email)[0]!.links[0]!);
  expect(link.origin + link.pathname).toBe(`https://openhall.test${path}`);
  return link.searchParams.get("token")!;
}

async function linkFor({ email }: TestParty): Promise<string> {
  await askSignInLink(anonymous(), { email, browserToken });
  return mailedToken(email, "/sign-in/link");
}
const follow = (token: string, browser: string | null = browserToken) =>
  signInByLink(anonymous(), { token, browserToken: browser, device: "d" });

describe("a link to sign in", () => {
  test("opens a session once, and no table holds its token", async () => {
    const person = await createCustomer(database.db);
    const token = await linkFor(person);
    const kept = JSON.stringify([await database.db.select().from(mails), await database.db.select().from(signInLinks)]);
    expect(kept).not.toContain(token);
    const step = await follow(token);
    expect(step.state === "open" && step.actor.userId).toBe(person.userId);
    expect(await codeOf(follow(token))).toBe("conflict");
  });

  test("followed several times at once signs in once", async () => {
    const token = await linkFor(await createCustomer(database.db));
    const codes = await Promise.all([1, 2, 3].map(() => codeOf(follow(token))));
    expect(codes.sort()).toEqual(["conflict", "conflict", "none"]);
  });

  test("works in the browser that asked for it alone, and is still good there after a try elsewhere", async () => {
    const token = await linkFor(await createCustomer(database.db));
    expect(await codeOf(follow(token, null))).toBe("forbidden");
    expect(await codeOf(follow(token, "another"))).toBe("forbidden");
    expect(await codeOf(follow(token))).toBe("none");
  });

  test("is over after ten minutes, and a made-up one is not found", async () => {
    const token = await linkFor(await createCustomer(database.db));
    const [link] = await database.db.select().from(signInLinks).orderBy(sql`created_at DESC`).limit(1);
    expect(link!.expiresAt.getTime() - link!.createdAt.getTime()).toBeLessThanOrEqual(10 * 60_000);
    await database.db.execute(sql`UPDATE sign_in_links SET expires_at = now() - interval '1 s'`);
    expect(await codeOf(follow(token))).toBe("precondition_failed");
    expect(await codeOf(follow("made up"))).toBe("not_found");
  });

  test("asks for the second factor besides", async () => {
    const person = await createEnrolled(database.db);
    expect((await follow(await linkFor(person))).state).toBe("factor");
  });

  test("is none to choose a password, nor the other way", async () => {
    const person = await createCustomer(database.db);
    expect(await codeOf(resetPassword(anonymous(), { token: await linkFor(person), newPassword }))).toBe("not_found");
    await askPasswordReset(anonymous(), { email: person.email });
    expect(await codeOf(follow(await mailedToken(person.email, "/reset-password")))).toBe("not_found");
  });

  test("is answered alike, and in like time, whether the address is known; three in a quarter of an hour are sent", async () => {
    const { email } = await createCustomer(database.db);
    const timed = async (address: string) => {
      const from = performance.now();
      expect(await askSignInLink(anonymous(), { email: address, browserToken })).toBeUndefined();
      return performance.now() - from;
    };
    const known = [await timed(email), await timed(email), await timed(email), await timed(email)];
    const unknown = [await timed("nobody@example.test"), await timed("no.one@example.test")];
    for (const ms of [...known, ...unknown]) expect(ms).toBeGreaterThanOrEqual(249);
    expect(Math.abs(Math.min(...known) - Math.min(...unknown))).toBeLessThan(60);
    expect(await post.queued("sign-in-link")).toHaveLength(3);
    expect(await codeOf(askSignInLink(anonymous(), { email: "no address", browserToken }))).toBe("invalid_input");
  });
});

describe("a new password by mail", () => {
  test("ends every session, is told by mail, and the old password is worth nothing", async () => {
    const person = await createCustomer(database.db);
    await askPasswordReset(anonymous(), { email: person.email });
    const token = await mailedToken(person.email, "/reset-password");
    await resetPassword(anonymous(), { token, newPassword });
    const { email } = person;
    expect(await verifyCredentials(anonymous(), { email, password: TEST_PASSWORD })).toBeNull();
    expect(await verifyCredentials(anonymous(), { email, password: newPassword })).not.toBeNull();
    expect(await findSession({ db: database.db, now: new Date() }, person.actor.sessionId)).toBeNull();
    expect((await post.queued("security-change"))[0]?.props.change).toBe("password-reset");
    const told = and(eq(auditEvents.action, "password.reset"), eq(auditEvents.organizationId, person.organizationId));
    expect(await database.db.select().from(auditEvents).where(told)).toHaveLength(1);
    expect(await codeOf(resetPassword(anonymous(), { token, newPassword }))).toBe("conflict");
  });

  test("of a common kind, or made of one's own name, is refused and leaves the link good", async () => {
    const person = await createCustomer(database.db);
    await askPasswordReset(anonymous(), { email: person.email });
    const token = await mailedToken(person.email, "/reset-password");
    const reset = (password: string) => codeOf(resetPassword(anonymous(), { token, newPassword: password }));
    for (const bad of ["short", "Sunshine2025!", "dragondragon", "P@ssw0rd12345", `${person.email}1`])
      expect([bad, await reset(bad)]).toEqual([bad, "invalid_input"]);
    expect(await reset(newPassword)).toBe("none");
  });

  test("is over after half an hour", async () => {
    const person = await createCustomer(database.db);
    await askPasswordReset(anonymous(), { email: person.email });
    const token = await mailedToken(person.email, "/reset-password");
    await database.db.execute(sql`UPDATE sign_in_links SET expires_at = now() - interval '1 s'`);
    expect(await codeOf(resetPassword(anonymous(), { token, newPassword }))).toBe("precondition_failed");
  });
});

describe("changing one's password", () => {
  test("asks the old one and ends the other sessions", async () => {
    const person = await createCustomer(database.db);
    const other = await openSession(anonymous(), { userId: person.userId });
    const change = (password: string) => codeOf(changePassword(person.ctx, { password, newPassword }));
    expect(await change("not the old one")).toBe("invalid_input");
    expect(await change(TEST_PASSWORD)).toBe("none");
    const live = (id: string) => findSession({ db: database.db, now: new Date() }, id);
    expect(await live(other.sessionId)).toBeNull();
    expect(await live(person.actor.sessionId)).not.toBeNull();
    expect(await change(TEST_PASSWORD)).toBe("invalid_input");
  });

  test("asks the second factor besides where there is one", async () => {
    const person = await createEnrolled(database.db);
    const stale = testContext(database.db, { ...person.actor, hasFreshFactor: false });
    const input = { password: TEST_PASSWORD, newPassword };
    expect(await codeOf(changePassword(stale, input))).toBe("second_factor_required");
    expect(await codeOf(changePassword(person.ctx, { newPassword }))).toBe("invalid_input");
    expect(await codeOf(changePassword(person.ctx, input))).toBe("none");
  });

  test("of who has none is choosing one, within ten minutes of a sign-in", async () => {
    const person = await createCustomer(database.db);
    await database.db.update(users).set({ passwordHash: null }).where(eq(users.id, person.userId));
    await database.db.execute(sql`UPDATE sessions SET created_at = created_at - interval '11 minutes'`);
    expect(await codeOf(changePassword(person.ctx, { newPassword }))).toBe("precondition_failed");
    const token = await linkFor(person);
    const step = await follow(token);
    const actor = step.state === "open" ? step.actor : person.actor;
    expect(await codeOf(changePassword(testContext(database.db, actor), { newPassword }))).toBe("none");
    expect(await database.db.select().from(sessions).where(eq(sessions.id, actor.sessionId))).toHaveLength(1);
  });
});
