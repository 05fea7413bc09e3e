import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { passkeyChallenges, passkeys } from "@/db/schema";
import { createCustomer, TEST_PASSWORD, type TestParty, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { codeOf } from "@/db/testing/refusal";
import type { UserActor } from "@/lib/context";
import { addPasskey } from "./add-passkey";
import { beginSignIn } from "./begin-sign-in";
import { findSession } from "./find-session";
import { challengeSignInPasskey, finishSignIn } from "./finish-sign-in";
import { challengeOwnPasskey, getOwnFactors, proveFactor } from "./prove-factor";
import { removeFactor } from "./remove-factor";
import { getSecurity } from "./security-queries";
import { challengeAnyPasskey, signInByPasskey } from "./sign-in-by-passkey";
import { startPasskey } from "./start-passkey";
import { Authenticator } from "./testing/authenticator";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => {
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of thirty-two characters");
  vi.stubEnv("NEXTAUTH_URL", "https://openhall.test");
});
afterAll(() => database.close());

const anonymous = () => testContext(database.db, { type: "anonymous" });
const as = (actor: UserActor, change: Partial<UserActor> = {}) => testContext(database.db, { ...actor, ...change });

async function withPasskey(): Promise<TestParty & { key: Authenticator; recoveryCodes: string[] }> {
  const party = await createCustomer(database.db);
  const key = new Authenticator();
  const { challenge } = await startPasskey(as(party.actor), { password: TEST_PASSWORD });
  const { recoveryCodes } = await addPasskey(as(party.actor), { name: "token", response: key.register(challenge) });
  return { ...party, key, recoveryCodes: recoveryCodes! };
}
const signIn = (response: ReturnType<Authenticator["sign"]>) =>
  signInByPasskey(anonymous(), { response, device: null });

describe("registering", () => {
  test("asks for the password, gives recovery codes with the first, and keeps no secret", async () => {
    const person = await withPasskey();
    expect(person.recoveryCodes).toHaveLength(10);
    expect(await getOwnFactors(person.ctx)).toEqual({ totp: false, passkeys: true });
    const other = await createCustomer(database.db);
    expect(await codeOf(startPasskey(as(other.actor), {}))).toBe("invalid_input");
    expect(await codeOf(startPasskey(as(person.actor, { hasFreshFactor: false }), { password: TEST_PASSWORD }))).toBe(
      "second_factor_required",
    );
  });

  test.each([
    ["of another origin", { origin: "https://evil.test" }],
    ["that the person did not unlock", { verified: false }],
  ])("a key %s is refused", async (_what, signing) => {
    const { actor } = await createCustomer(database.db);
    const { challenge } = await startPasskey(as(actor), { password: TEST_PASSWORD });
    const response = new Authenticator().register(challenge, signing);
    expect(await codeOf(addPasskey(as(actor), { name: "x", response }))).toBe("precondition_failed");
    expect((await getSecurity(as(actor))).passkeys).toEqual([]);
  });

  test("a challenge is good once, for whom it was made, for five minutes", async () => {
    const { actor } = await createCustomer(database.db);
    const stranger = await createCustomer(database.db);
    const { challenge } = await startPasskey(as(actor), { password: TEST_PASSWORD });
    const response = new Authenticator().register(challenge);
    expect(await codeOf(addPasskey(stranger.ctx, { name: "x", response }))).toBe("precondition_failed");
    expect(await codeOf(addPasskey(as(actor), { name: "x", response }))).toBe("none");
    expect(await codeOf(addPasskey(as(actor), { name: "y", response }))).toBe("precondition_failed");
    const { challenge: late } = await startPasskey(as(actor), {});
    await database.db.execute(sql`UPDATE passkey_challenges SET expires_at = now() - interval '1 s'`);
    const lateResponse = new Authenticator().register(late);
    expect(await codeOf(addPasskey(as(actor), { name: "y", response: lateResponse }))).toBe("precondition_failed");
  });

  test("one key belongs to one person", async () => {
    const { key } = await withPasskey();
    const other = await createCustomer(database.db);
    const { challenge } = await startPasskey(other.ctx, { password: TEST_PASSWORD });
    expect(await codeOf(addPasskey(other.ctx, { name: "x", response: key.register(challenge) }))).toBe("conflict");
  });
});

describe("signing in", () => {
  test("with a passkey alone opens a session with a fresh factor, for whom the key belongs to", async () => {
    const person = await withPasskey();
    const { challenge } = await challengeAnyPasskey(anonymous());
    const actor = await signIn(person.key.sign(challenge));
    expect(actor.userId).toBe(person.userId);
    expect((await findSession({ db: database.db, now: new Date() }, actor.sessionId))?.hasFreshFactor).toBe(true);
  });

  test("an answer is good once, also twice at the same time", async () => {
    const { key } = await withPasskey();
    const { challenge } = await challengeAnyPasskey(anonymous());
    const response = key.sign(challenge);
    const codes = await Promise.all([1, 2, 3].map(() => codeOf(signIn(response))));
    expect(codes.sort()).toEqual(["none", "unauthenticated", "unauthenticated"]);
    expect(await database.db.select().from(passkeyChallenges).where(eq(passkeyChallenges.purpose, "sign_in"))).toEqual(
      [],
    );
  });

  test.each([
    ["of another origin", { origin: "https://evil.test" }],
    ["that was not unlocked", { verified: false }],
    ["that counts backwards, as a copy would", { counter: 3 }],
  ])("an answer %s is refused", async (_what, signing) => {
    const { key } = await withPasskey();
    const { challenge: first } = await challengeAnyPasskey(anonymous());
    await signIn(key.sign(first, { counter: 7 }));
    const { challenge } = await challengeAnyPasskey(anonymous());
    expect(await codeOf(signIn(key.sign(challenge, signing)))).toBe("unauthenticated");
  });

  test("a key that nobody registered, and a challenge that nobody made, open nothing", async () => {
    const { key } = await withPasskey();
    const { challenge } = await challengeAnyPasskey(anonymous());
    expect(await codeOf(signIn(new Authenticator().sign(challenge)))).toBe("unauthenticated");
    expect(await codeOf(signIn(key.sign("bWFkZSB1cA")))).toBe("unauthenticated");
  });
});

describe("as second factor", () => {
  test("it finishes a sign-in by password, with a challenge of that person", async () => {
    const person = await withPasskey();
    const step = await beginSignIn(anonymous(), { userId: person.userId, proof: "password", device: null });
    const token = step.state === "factor" ? step.token : "";
    const finish = (passkey: ReturnType<Authenticator["sign"]>) =>
      finishSignIn(anonymous(), { token, proof: { passkey }, device: null });
    const { challenge: free } = await challengeAnyPasskey(anonymous());
    expect(await codeOf(finish(person.key.sign(free)))).toBe("invalid_input");
    const { challenge, allowCredentials } = await challengeSignInPasskey(anonymous(), token);
    expect(allowCredentials).toHaveLength(1);
    expect((await finish(person.key.sign(challenge))).userId).toBe(person.userId);
  });

  test("it makes a session's factor fresh; another person's key does not", async () => {
    const [mine, theirs] = [await withPasskey(), await withPasskey()];
    const { challenge } = await challengeOwnPasskey(mine.ctx);
    expect(await codeOf(proveFactor(mine.ctx, { passkey: theirs.key.sign(challenge) }))).toBe("invalid_input");
    const { challenge: again } = await challengeOwnPasskey(mine.ctx);
    expect(await codeOf(proveFactor(mine.ctx, { passkey: mine.key.sign(again) }))).toBe("none");
  });

  test("once removed it opens nothing, and nobody removes another's", async () => {
    const person = await withPasskey();
    const stranger = await createCustomer(database.db);
    const [{ id: passkeyId } = { id: "" }] = (await getSecurity(person.ctx)).passkeys;
    expect(await codeOf(removeFactor(stranger.ctx, { passkeyId }))).toBe("not_found");
    const { challenge } = await challengeAnyPasskey(anonymous());
    await removeFactor(person.ctx, { passkeyId });
    expect(await codeOf(signIn(person.key.sign(challenge)))).toBe("unauthenticated");
    expect(await database.db.select().from(passkeys).where(eq(passkeys.userId, person.userId))).toEqual([]);
  });
});
