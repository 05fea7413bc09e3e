import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  ledgerAccounts,
  mails,
  memberships,
  organizations,
  passkeyChallenges,
  pendingSignIns,
  users,
} from "@/db/schema";
import { createCustomer, createMember, TEST_PASSWORD, type TestParty, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { codeOf } from "@/db/testing/refusal";
import { newId } from "@/lib/ids";
import { Post } from "@/lib/mail/testing/post";
import { askEmailChange } from "./ask-email-change";
import { confirmEmailChange, undoEmailChange } from "./confirm-email-change";
import { deleteAccount } from "./delete-account";
import { revokeOtherSessions } from "./end-sessions";
import { findSession } from "./find-session";
import { forgetSignIns } from "./forget-sign-ins";
import { openSession } from "./open-session";
import { listOwnSessions } from "./security-queries";
import { signUp } from "./sign-up";
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
const isLive = async (sessionId: string) =>
  (await findSession({ db: database.db, now: new Date() }, sessionId)) !== null;
let addresses = 0;
const newAddress = () => `moved-${addresses++}@example.test`;

async function mailedToken(email: string, path: string): Promise<string> {
  await post.passTime();
  await post.send();
  const links = post.catcher.mailbox.list(email).flatMap((mail) => mail.links);
  const link = links.map((text) => new URL(text)).find((url) => url.pathname === path);
  return link!.searchParams.get("token")!;
}

describe("browsers", () => {
  const signIn = (userId: string, device: string | null) =>
    openSession({ ...anonymous(), client: { address: "203.0.113.7", userAgent: "Firefox" } }, { userId, device });

  test("that were never seen are told by mail, but for the first; known ones are not", async () => {
    const opened = await signUp(anonymous(), {
      kind: "customer",
      name: "New",
      organizationName: "New",
      email: newAddress(),
      password: "plenty of other words",
    });
    await signIn(opened.userId, "first");
    expect(await post.queued("new-device")).toHaveLength(0);
    await signIn(opened.userId, "first");
    expect(await post.queued("new-device")).toHaveLength(0);
    await signIn(opened.userId, "second");
    await signIn(opened.userId, null);
    const told = await post.queued("new-device");
    expect(told).toHaveLength(2);
    expect(told[0]?.props).toMatchObject({ address: "203.0.113.7", userAgent: "Firefox", href: "/settings/sessions" });
    const kept = JSON.stringify((await database.pool.query("SELECT * FROM known_devices")).rows);
    expect(kept).not.toContain("second");
  });

  test("are listed with their sessions, and all others are signed out at once", async () => {
    const person = await createCustomer(database.db);
    const other = await signIn(person.userId, "b");
    const stranger = await createCustomer(database.db);
    const listed = await listOwnSessions(person.ctx);
    expect(listed.map(({ id, isCurrent }) => [id, isCurrent])).toEqual(
      expect.arrayContaining([
        [person.actor.sessionId, true],
        [other.sessionId, false],
      ]),
    );
    expect(listed.find(({ id }) => id === other.sessionId)).toMatchObject({
      address: "203.0.113.7",
      userAgent: "Firefox",
    });
    expect(await revokeOtherSessions(person.ctx)).toEqual({ ended: 1 });
    expect(await Promise.all([person.actor.sessionId, other.sessionId, stranger.actor.sessionId].map(isLive))).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe("a change of address", () => {
  const ask = (person: TestParty, newEmail: string) =>
    askEmailChange(person.ctx, { newEmail, password: TEST_PASSWORD });

  test("counts from when the link to the new one is followed; the old one is told and may take it back", async () => {
    const person = await createCustomer(database.db);
    const newEmail = newAddress();
    await ask(person, newEmail);
    const token = await mailedToken(newEmail, "/confirm-email");
    expect(await verifyCredentials(anonymous(), { email: newEmail, password: TEST_PASSWORD })).toBeNull();
    expect(await confirmEmailChange(anonymous(), { token })).toEqual({ email: newEmail });
    expect(await verifyCredentials(anonymous(), { email: newEmail, password: TEST_PASSWORD })).not.toBeNull();
    expect(await codeOf(confirmEmailChange(anonymous(), { token }))).toBe("conflict");
    const undo = await mailedToken(person.email, "/restore-email");
    expect(await undoEmailChange(anonymous(), { token: undo })).toEqual({ email: person.email });
    expect(await isLive(person.actor.sessionId)).toBe(false);
    expect(await codeOf(undoEmailChange(anonymous(), { token: undo }))).toBe("conflict");
  });

  test("asks the password, or a fresh factor where there is one", async () => {
    const person = await createCustomer(database.db);
    expect(await codeOf(askEmailChange(person.ctx, { newEmail: newAddress() }))).toBe("invalid_input");
    const enrolled = await createEnrolled(database.db);
    const stale = testContext(database.db, { ...enrolled.actor, hasFreshFactor: false });
    const input = { newEmail: newAddress(), password: TEST_PASSWORD };
    expect(await codeOf(askEmailChange(stale, input))).toBe("second_factor_required");
    expect(await codeOf(askEmailChange(enrolled.ctx, input))).toBe("none");
  });

  test("takes nobody's address, and none that its owner may still take back", async () => {
    const [mine, theirs] = [await createCustomer(database.db), await createCustomer(database.db)];
    expect(await codeOf(ask(mine, theirs.email))).toBe("conflict");
    const newEmail = newAddress();
    await ask(mine, newEmail);
    await confirmEmailChange(anonymous(), { token: await mailedToken(newEmail, "/confirm-email") });
    const party = {
      kind: "customer",
      name: "Thief",
      organizationName: "Thief",
      password: "plenty of other words",
    } as const;
    expect(await codeOf(ask(theirs, mine.email))).toBe("conflict");
    expect(await codeOf(signUp(anonymous(), { ...party, email: mine.email }))).toBe("conflict");
    await database.db.execute(sql`UPDATE email_changes SET undo_until = now() - interval '1 s'`);
    const undo = await mailedToken(mine.email, "/restore-email");
    expect(await codeOf(undoEmailChange(anonymous(), { token: undo }))).toBe("precondition_failed");
    expect(await codeOf(signUp(anonymous(), { ...party, email: mine.email }))).toBe("none");
  });

  test("that a thief made twice goes back to the first address all the same", async () => {
    const person = await createCustomer(database.db);
    const [second, third] = [newAddress(), newAddress()];
    await ask(person, second);
    await confirmEmailChange(anonymous(), { token: await mailedToken(second, "/confirm-email") });
    await ask(person, third);
    await confirmEmailChange(anonymous(), { token: await mailedToken(third, "/confirm-email") });
    const thiefs = await mailedToken(second, "/restore-email");
    await undoEmailChange(anonymous(), { token: await mailedToken(person.email, "/restore-email") });
    expect(await codeOf(undoEmailChange(anonymous(), { token: thiefs }))).toBe("conflict");
    const [user] = await database.db.select().from(users).where(eq(users.id, person.userId));
    expect(user?.email).toBe(person.email);
  });
});

test("what signing in has left is forgotten once it is over, and nothing else", async () => {
  const { userId } = await createCustomer(database.db);
  const at = (ms: number) => new Date(Date.now() + ms);
  const row = (name: string, ms: number) => ({ challengeHash: name, purpose: "sign_in" as const, expiresAt: at(ms) });
  await database.db.insert(passkeyChallenges).values([row("over", -1_000), row("good", 60_000)]);
  const pending = { userId, proof: "password" as const };
  await database.db.insert(pendingSignIns).values([
    { id: newId("psi"), tokenHash: "over", expiresAt: at(-25 * 3_600_000), ...pending },
    { id: newId("psi"), tokenHash: "good", expiresAt: at(-3_600_000), ...pending },
  ]);
  expect(await forgetSignIns({ db: database.db })).toBe(2);
  expect(await forgetSignIns({ db: database.db })).toBe(0);
  expect((await database.db.select().from(passkeyChallenges)).map((kept) => kept.challengeHash)).toEqual(["good"]);
});

describe("deleting an account", () => {
  const remove = ({ ctx, email }: TestParty) => deleteAccount(ctx, { email, password: TEST_PASSWORD });

  test("erases who somebody was, closes what was theirs alone, and leaves the ids", async () => {
    const person = await createCustomer(database.db);
    expect(await codeOf(deleteAccount(person.ctx, { email: "else", password: TEST_PASSWORD }))).toBe("invalid_input");
    expect(await codeOf(deleteAccount(person.ctx, { email: person.email, password: "wrong" }))).toBe("invalid_input");
    await remove(person);
    const [user] = await database.db.select().from(users).where(eq(users.id, person.userId));
    expect(user).toMatchObject({ name: "Deleted person", passwordHash: null });
    expect(user?.email).not.toContain(person.email);
    expect(user?.deletedAt).not.toBeNull();
    expect(await isLive(person.actor.sessionId)).toBe(false);
    expect(await verifyCredentials(anonymous(), { email: person.email, password: TEST_PASSWORD })).toBeNull();
    const [closed] = await database.db.select().from(organizations).where(eq(organizations.id, person.organizationId));
    expect(closed?.closedAt).not.toBeNull();
    expect((await post.queued("account-deleted")).map((mail) => mail.toAddress)).toEqual([person.email]);
    await post.passTime();
    await post.send();
    await forgetSignIns({ db: database.db });
    const left = await database.db.select().from(mails).where(eq(mails.userId, person.userId));
    expect(JSON.stringify(left)).not.toContain(person.email);
  });

  test("is refused for the last owner of others, and goes through once somebody else is", async () => {
    const owner = await createCustomer(database.db);
    const member = await createMember(database.db, owner);
    expect(await codeOf(remove(owner))).toBe("conflict");
    await database.db.update(memberships).set({ role: "owner" }).where(eq(memberships.userId, member.userId));
    expect(await codeOf(remove(owner))).toBe("none");
    const [organization] = await database.db
      .select()
      .from(organizations)
      .where(eq(organizations.id, owner.organizationId));
    expect(organization?.closedAt).toBeNull();
  });

  test("is refused while there is money or debt, and says so", async () => {
    const person = await createCustomer(database.db);
    await database.db.insert(ledgerAccounts).values({
      id: `lac_${newId("req")}`,
      kind: "customer_prepaid",
      organizationId: person.organizationId,
      currency: "USD",
      balanceMicros: -1n,
    });
    await expect(remove(person)).rejects.toThrow("money on its accounts or owes some");
    expect(await isLive(person.actor.sessionId)).toBe(true);
  });

  test("asks a fresh factor of who has one", async () => {
    const person = await createEnrolled(database.db);
    const ctx = testContext(database.db, { ...person.actor, hasFreshFactor: false });
    expect(await codeOf(deleteAccount(ctx, { email: person.email, password: TEST_PASSWORD }))).toBe(
      "second_factor_required",
    );
  });
});
