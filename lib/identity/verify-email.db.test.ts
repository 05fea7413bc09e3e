import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { emailVerifications, mails, users } from "@/db/schema";
import { createCustomer, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { codeOf } from "@/db/testing/refusal";
import type { Context } from "@/lib/context";
import { Post } from "@/lib/mail/testing/post";
import { openSession } from "./open-session";
import { getOwnAddress, sendVerificationAgain } from "./send-verification-again";
import { signUp } from "./sign-up";
import { verifyEmail } from "./verify-email";

let database: TestDatabase;
let post: Post;
let people = 0;

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

/** Somebody new, signed in. */
async function newcomer() {
  const opened = await signUp(anonymous(), {
    kind: "customer",
    name: "Buy gold at evil.test",
    organizationName: "<b>Elm</b>",
    email: `person-${people++}@example.test`,
    password: "plenty of other words",
  });
  const actor = await openSession(testContext(database.db), { userId: opened.userId });
  return { ...opened, ctx: testContext(database.db, actor) };
}

const isVerified = async (ctx: Context) => (await getOwnAddress(ctx)).verifiedAt !== null;

/** By the link of the newest mail to them. */
async function mailedToken(email: string): Promise<string> {
  await post.passTime();
  await post.send();
  const [mail] = post.catcher.mailbox.list(email);
  const link = new URL(mail!.links[0]!);
  expect(link.origin + link.pathname).toBe("https://openhall.test/verify-email");
  return link.searchParams.get("token")!;
}

test("who signs up is mailed a link, and following it confirms the address once", async () => {
  const person = await newcomer();
  expect(await isVerified(person.ctx)).toBe(false);
  const token = await mailedToken(person.email);
  expect(await verifyEmail(anonymous(), { token })).toEqual({ email: person.email });
  expect(await isVerified(person.ctx)).toBe(true);
  expect(await codeOf(verifyEmail(anonymous(), { token }))).toBe("conflict");
  expect(await codeOf(sendVerificationAgain(person.ctx))).toBe("conflict");
});

test("two who follow one link at once: one of them confirms", async () => {
  const { email } = await newcomer();
  const token = await mailedToken(email);
  const codes = await Promise.all([1, 2, 3].map(() => codeOf(verifyEmail(anonymous(), { token }))));
  expect(codes.sort()).toEqual(["conflict", "conflict", "none"]);
});

test("no table holds the token, and the mail says nothing that the person typed", async () => {
  const { email } = await newcomer();
  const token = await mailedToken(email);
  const kept = JSON.stringify([
    await database.db.select().from(mails),
    await database.db.select().from(emailVerifications),
    (await database.pool.query("SELECT detail FROM audit_events")).rows,
  ]);
  expect(kept).not.toContain(token);
  const [mail] = post.catcher.mailbox.list(email);
  expect(`${mail!.subject}${mail!.html}${mail!.text}`).not.toMatch(/evil|Elm/);
});

test("after a day it is over, and so is one for an address that was changed", async () => {
  const late = await newcomer();
  const token = await mailedToken(late.email);
  await database.db.execute(sql`UPDATE email_verifications SET expires_at = now() WHERE user_id = ${late.userId}`);
  expect(await codeOf(verifyEmail(anonymous(), { token }))).toBe("precondition_failed");
  const moved = await newcomer();
  const old = await mailedToken(moved.email);
  await database.db.update(users).set({ email: "elsewhere@example.test" }).where(eq(users.id, moved.userId));
  expect(await codeOf(verifyEmail(anonymous(), { token: old }))).toBe("conflict");
  expect(await isVerified(moved.ctx)).toBe(false);
});

test("somebody else's link confirms their address, not that of who is signed in here", async () => {
  const mine = await newcomer();
  const theirs = await newcomer();
  const token = await mailedToken(theirs.email);
  expect(await verifyEmail(mine.ctx, { token })).toEqual({ email: theirs.email });
  expect(await isVerified(mine.ctx)).toBe(false);
  expect(await isVerified(theirs.ctx)).toBe(true);
});

test("a token that is made up, cut or empty is not found", async () => {
  const { email } = await newcomer();
  const token = await mailedToken(email);
  for (const wrong of ["", "a".repeat(43), token.slice(1), `${token}x`])
    expect(await codeOf(verifyEmail(anonymous(), { token: wrong }))).toBe("not_found");
});

test("another link may be asked for, a minute apart and three an hour, also by requests at once", async () => {
  const person = await newcomer();
  const again = () => codeOf(sendVerificationAgain(person.ctx));
  expect(await again()).toBe("rate_limited");
  const older = () =>
    database.db.execute(sql`UPDATE email_verifications SET created_at = created_at - interval '2 minutes'`);
  await older();
  expect((await Promise.all([again(), again(), again()])).sort()).toEqual(["none", "rate_limited", "rate_limited"]);
  await older();
  expect(await again()).toBe("none");
  await older();
  expect(await again()).toBe("rate_limited");
  expect(await post.queue()).toHaveLength(3);
  expect(await verifyEmail(anonymous(), { token: await mailedToken(person.email) })).toEqual({ email: person.email });
});

test("nobody who is signed out asks, and whom the system has set up is vouched for", async () => {
  expect(await codeOf(sendVerificationAgain(anonymous()))).toBe("unauthenticated");
  expect(await codeOf(getOwnAddress(anonymous()))).toBe("unauthenticated");
  const { ctx } = await createCustomer(database.db);
  expect(await isVerified(ctx)).toBe(true);
  expect(await post.queue()).toEqual([]);
});
