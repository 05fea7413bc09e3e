import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { toWireJson } from "@/components/wire";
import { auditEvents, factorGuesses, pendingSignIns, recoveryCodes, sessions, totpFactors } from "@/db/schema";
import { createCustomer, TEST_PASSWORD, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { codeOf as refusalCode } from "@/db/testing/refusal";
import type { UserActor } from "@/lib/context";
import { Post } from "@/lib/mail/testing/post";
import { beginSignIn } from "./begin-sign-in";
import { confirmTotp } from "./confirm-totp";
import { findSession } from "./find-session";
import { findSignInFactors, finishSignIn } from "./finish-sign-in";
import { openSession } from "./open-session";
import { getOwnFactors, proveFactor } from "./prove-factor";
import { removeFactor } from "./remove-factor";
import { renewRecoveryCodes } from "./renew-recovery-codes";
import { getSecurity, isFactorMissing } from "./security-queries";
import { startTotp } from "./start-totp";
import { codeOf, createEnrolled } from "./testing/person";

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
const as = (actor: UserActor, change: Partial<UserActor> = {}) => testContext(database.db, { ...actor, ...change });

async function pendingOf(userId: string): Promise<string> {
  const step = await beginSignIn(anonymous(), { userId, proof: "password", device: "browser" });
  if (step.state !== "factor") throw new Error("expected to be asked for a factor");
  return step.token;
}
const finish = (token: string, code: string) =>
  finishSignIn(anonymous(), { token, proof: { code }, device: "browser" });
const freshNow = async (sessionId: string) =>
  (await findSession({ db: database.db, now: new Date() }, sessionId))?.hasFreshFactor;

describe("enrolling an app", () => {
  test("asks the password of who has no factor, and a fresh factor of who has one", async () => {
    const person = await createCustomer(database.db);
    const ctx = as(person.actor, { hasFreshFactor: false });
    expect(await refusalCode(startTotp(ctx, {}))).toBe("invalid_input");
    expect(await refusalCode(startTotp(ctx, { password: "not the password" }))).toBe("invalid_input");
    const { secret, uri } = await startTotp(ctx, { password: TEST_PASSWORD });
    expect(uri).toMatch(/^otpauth:\/\/totp\/.+secret=/);
    await confirmTotp(ctx, { code: codeOf(secret) });
    expect(await refusalCode(startTotp(ctx, { password: TEST_PASSWORD }))).toBe("second_factor_required");
    expect((await startTotp(as(person.actor), {})).secret).not.toBe(secret);
  });

  test("puts nothing in force before a code is entered, and then tells by mail and log, with ten codes shown once", async () => {
    const person = await createCustomer(database.db);
    const ctx = as(person.actor);
    const { secret } = await startTotp(ctx, { password: TEST_PASSWORD });
    expect(await getOwnFactors(ctx)).toEqual({ totp: false, passkeys: false });
    expect(await refusalCode(confirmTotp(ctx, { code: "000000" === codeOf(secret) ? "000001" : "000000" }))).toBe(
      "invalid_input",
    );
    const { recoveryCodes: shown } = await confirmTotp(ctx, { code: codeOf(secret) });
    expect(new Set(shown).size).toBe(10);
    expect(await getOwnFactors(ctx)).toEqual({ totp: true, passkeys: false });
    expect((await post.queued("security-change")).map((mail) => mail.props.change)).toEqual(["app-added"]);
    const [event] = await database.db.select().from(auditEvents).where(eq(auditEvents.action, "factor.add"));
    expect(event).toBeDefined();
    const kept = toWireJson([
      await database.db.select().from(totpFactors),
      await database.db.select().from(recoveryCodes),
      await database.db.select().from(auditEvents),
      await post.queue(),
    ]);
    for (const hidden of [secret, ...shown!]) expect(kept).not.toContain(hidden);
  });

  test("of an offer older than a quarter of an hour is refused", async () => {
    const person = await createCustomer(database.db);
    const { secret } = await startTotp(as(person.actor), { password: TEST_PASSWORD });
    await database.db.execute(sql`UPDATE totp_factors SET created_at = now() - interval '16 minutes'
      WHERE user_id = ${person.userId}`);
    expect(await refusalCode(confirmTotp(as(person.actor), { code: codeOf(secret) }))).toBe("precondition_failed");
  });

  test("replaces the app before, whose codes are then worth nothing", async () => {
    const person = await createEnrolled(database.db);
    const { secret } = await startTotp(as(person.actor), {});
    expect(await confirmTotp(as(person.actor), { code: codeOf(secret) })).toEqual({ recoveryCodes: null });
    expect(await refusalCode(proveFactor(as(person.actor), { code: codeOf(person.secret) }))).toBe("invalid_input");
  });

  test("is not for a program with a key, nor for staff that looks in", async () => {
    const { actor } = await createCustomer(database.db);
    const apiKey = { id: "key", name: "ci", permissions: new Set<never>(), projectId: null };
    expect(await refusalCode(startTotp(as(actor, { apiKey }), { password: TEST_PASSWORD }))).toBe("forbidden");
    expect(await refusalCode(startTotp(anonymous(), { password: TEST_PASSWORD }))).toBe("unauthenticated");
  });
});

describe("signing in with an app enrolled", () => {
  test("opens no session by the first proof alone, and one with a fresh factor by both", async () => {
    const person = await createEnrolled(database.db);
    const before = await database.db.select().from(sessions).where(eq(sessions.userId, person.userId));
    const token = await pendingOf(person.userId);
    const after = await database.db.select().from(sessions).where(eq(sessions.userId, person.userId));
    expect(after).toHaveLength(before.length);
    expect(await findSession({ db: database.db, now: new Date() }, token)).toBeNull();
    expect(await findSignInFactors(anonymous(), token)).toEqual({ totp: true, passkeys: false });
    const actor = await finish(token, codeOf(person.secret));
    expect(actor.userId).toBe(person.userId);
    expect(before.map(({ id }) => id)).not.toContain(actor.sessionId);
    expect(await freshNow(actor.sessionId)).toBe(true);
    const [opening] = await database.db.select().from(auditEvents).where(eq(auditEvents.targetId, actor.sessionId));
    expect(opening).toMatchObject({ action: "session.open", detail: { secondFactor: true, proof: "password" } });
    const kept = JSON.stringify(await database.db.select().from(pendingSignIns));
    expect(kept).not.toContain(token);
  });

  test("takes a code once, also from two processes at once", async () => {
    const person = await createEnrolled(database.db);
    const tokens = await Promise.all([1, 2, 3].map(() => pendingOf(person.userId)));
    const code = codeOf(person.secret);
    const codes = await Promise.all(tokens.map((token) => refusalCode(finish(token, code))));
    expect(codes.sort()).toEqual(["invalid_input", "invalid_input", "none"]);
  });

  test("takes the code before and after, no further, and never one older than the last", async () => {
    const person = await createEnrolled(database.db);
    const prove = async (atMs: number) => {
      const here = await openSession(anonymous(), { userId: person.userId });
      return refusalCode(proveFactor(as(here), { code: codeOf(person.secret, atMs) }));
    };
    expect(await prove(Date.now() + 90_000)).toBe("invalid_input");
    expect(await prove(Date.now() - 90_000)).toBe("invalid_input");
    expect(await prove(Date.now() + 30_000)).toBe("none");
    expect(await prove(Date.now())).toBe("invalid_input");
  });

  test("is over after five wrong codes, after ten minutes, and once it is finished", async () => {
    const person = await createEnrolled(database.db);
    const token = await pendingOf(person.userId);
    for (let guess = 0; guess < 5; guess += 1) expect(await refusalCode(finish(token, "123"))).toBe("invalid_input");
    expect(await refusalCode(finish(token, codeOf(person.secret)))).toBe("unauthenticated");
    const late = await pendingOf(person.userId);
    await database.db.execute(sql`UPDATE pending_sign_ins SET expires_at = now() - interval '1 s'`);
    expect(await refusalCode(finish(late, codeOf(person.secret)))).toBe("unauthenticated");
    const good = await pendingOf(person.userId);
    await finish(good, codeOf(person.secret));
    expect(await refusalCode(finish(good, codeOf(person.secret, Date.now() + 30_000)))).toBe("unauthenticated");
    expect(await refusalCode(finish("made up", codeOf(person.secret)))).toBe("unauthenticated");
  });

  test("stops who guesses ten times an hour, however many sign-ins they begin and at once", async () => {
    const person = await createEnrolled(database.db);
    const tokens = await Promise.all([1, 2, 3].map(() => pendingOf(person.userId)));
    const tries = tokens.flatMap((token) => [1, 2, 3, 4, 5].map(() => refusalCode(finish(token, "123"))));
    await Promise.all(tries);
    const guesses = await database.db.select().from(factorGuesses).where(eq(factorGuesses.userId, person.userId));
    expect(guesses).toHaveLength(10);
    const token = await pendingOf(person.userId);
    expect(await refusalCode(finish(token, codeOf(person.secret)))).toBe("rate_limited");
    await database.db.execute(sql`UPDATE factor_guesses SET at = at - interval '61 minutes'`);
    expect(await refusalCode(finish(token, codeOf(person.secret)))).toBe("none");
  });

  test("takes each recovery code once, however it is typed, and tells by mail", async () => {
    const person = await createEnrolled(database.db);
    await post.empty();
    const [code] = person.recoveryCodes;
    const typed = ` ${code!.toUpperCase().replaceAll("-", " ")} `;
    const tokens = [await pendingOf(person.userId), await pendingOf(person.userId)];
    const codes = await Promise.all(tokens.map((token) => refusalCode(finish(token, typed))));
    expect(codes.sort()).toEqual(["invalid_input", "none"]);
    expect((await post.queued("security-change"))[0]?.props).toMatchObject({ change: "recovery-code-used", left: 9 });
    expect((await getSecurity(as(person.actor))).recoveryCodesLeft).toBe(9);
  });

  test("another person's codes prove nothing", async () => {
    const [mine, theirs] = [await createEnrolled(database.db), await createEnrolled(database.db)];
    const token = await pendingOf(mine.userId);
    expect(await refusalCode(finish(token, theirs.recoveryCodes[0]!))).toBe("invalid_input");
    expect(await refusalCode(finish(token, codeOf(theirs.secret)))).toBe("invalid_input");
  });
});

describe("a factor proven in a session", () => {
  test("is fresh for ten minutes, in that session alone", async () => {
    const person = await createEnrolled(database.db);
    const here = await openSession(anonymous(), { userId: person.userId });
    const there = await openSession(anonymous(), { userId: person.userId });
    expect(await freshNow(here.sessionId)).toBe(false);
    const { sessionId } = await proveFactor(as(here), { code: codeOf(person.secret) });
    expect([await freshNow(sessionId), await freshNow(there.sessionId)]).toEqual([true, false]);
    const later = new Date(Date.now() + 10 * 60_000 + 1_000);
    expect((await findSession({ db: database.db, now: later }, sessionId))?.hasFreshFactor).toBe(false);
  });

  test("gives the session a new id, and what stood for it before stands for nobody", async () => {
    const person = await createEnrolled(database.db);
    const here = await openSession(anonymous(), { userId: person.userId });
    const [before] = await database.db.select().from(sessions).where(eq(sessions.id, here.sessionId));
    const { sessionId } = await proveFactor(as(here), { code: codeOf(person.secret) });
    expect(sessionId).not.toBe(here.sessionId);
    expect(await freshNow(here.sessionId)).toBeUndefined();
    const [after] = await database.db.select().from(sessions).where(eq(sessions.id, sessionId));
    expect(after).toMatchObject({ createdAt: before!.createdAt, expiresAt: before!.expiresAt, revokedAt: null });
  });

  test("lets new recovery codes be made, which void the old ones, and the factor be removed", async () => {
    const person = await createEnrolled(database.db);
    const stale = as(person.actor, { hasFreshFactor: false });
    expect(await refusalCode(renewRecoveryCodes(stale))).toBe("second_factor_required");
    expect(await refusalCode(removeFactor(stale, { passkeyId: null }))).toBe("second_factor_required");
    const { recoveryCodes: renewed } = await renewRecoveryCodes(as(person.actor));
    const token = await pendingOf(person.userId);
    expect(await refusalCode(finish(token, person.recoveryCodes[0]!))).toBe("invalid_input");
    expect(await refusalCode(finish(token, renewed[0]!))).toBe("none");
    await removeFactor(as(person.actor), { passkeyId: null });
    expect(await getSecurity(as(person.actor))).toMatchObject({ totpSince: null, recoveryCodesLeft: 0 });
    expect((await beginSignIn(anonymous(), { userId: person.userId, proof: "password", device: null })).state).toBe(
      "open",
    );
    expect(await refusalCode(removeFactor(as(person.actor), { passkeyId: null }))).toBe("not_found");
  });
});

test("who moves money or machines for others is asked for a factor until there is one", async () => {
  const person = await createEnrolled(database.db);
  const missing = (change: Partial<UserActor>) => isFactorMissing(as(person.actor, change));
  expect(await missing({ organizationKind: "platform", role: "support" })).toBe(false);
  const other = await createCustomer(database.db);
  const without = (change: Partial<UserActor>) => isFactorMissing(as(other.actor, change));
  expect(await without({ organizationKind: "platform", role: "support" })).toBe(true);
  expect(await without({ organizationKind: "operator", role: "finance" })).toBe(true);
  expect(await without({ organizationKind: "operator", role: "technician" })).toBe(false);
  expect(await without({})).toBe(false);
});
