import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { knownDevices, organizations, providerIdentities, sessions, users } from "@/db/schema";
import { createCustomer, TEST_PASSWORD, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { codeOf } from "@/db/testing/refusal";
import { findSignInFactors } from "@/lib/identity/finish-sign-in";
import { linkProvider, unlinkProvider } from "@/lib/identity/link-provider";
import { getProviderProof } from "@/lib/identity/provider-proofs";
import { getSecurity } from "@/lib/identity/security-queries";
import { signUpByProvider } from "@/lib/identity/sign-up-by-provider";
import { createEnrolled } from "@/lib/identity/testing/person";
import { type Account, type OAuthProvider, startOAuthProvider } from "@/stand-ins/oauth/server";
import { encodeSession, findSessionId } from "./auth";
import { cookieOf } from "./cookies";
import { webDatabase } from "./database";
import { handleAuth } from "./handle-auth";
import { webLog } from "./log";
import { listProviders } from "./oauth-providers";
import { Browser } from "./testing/browser";

const origin = "http://localhost:3000";
let database: TestDatabase;
let provider: OAuthProvider;
let accounts = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  provider = await startOAuthProvider();
});
beforeEach(() => {
  vi.stubEnv("DATABASE_URL", database.url);
  vi.stubEnv("NEXTAUTH_URL", origin);
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of thirty-two characters");
  for (const name of ["GITHUB", "GOOGLE"]) {
    vi.stubEnv(`${name}_ID`, provider.clientId);
    vi.stubEnv(`${name}_SECRET`, provider.clientSecret);
    vi.stubEnv(`OPENHALL_OAUTH_TEST_${name}_URL`, provider.url);
  }
});
afterAll(async () => {
  await webDatabase().close();
  await provider.close();
  await database.close();
});

const anonymous = () => testContext(database.db, { type: "anonymous" });

function newAccount(change: Partial<Account> = {}): Account {
  accounts += 1;
  const email = `account-${accounts}@example.test`;
  return {
    subject: String(1_000 + accounts),
    login: `ada${accounts}`,
    name: "Ada",
    email,
    isEmailConfirmed: true,
    ...change,
  };
}

async function signUpWith(id: "github" | "google", account: Account) {
  const browser = new Browser(origin, provider);
  expect(await browser.signIn(id, account)).toBe("/sign-in/provider");
  const token = browser.cookie("provider");
  const input = { name: "Ada", organizationName: "Ada's", kind: "customer", token, device: "d" } as const;
  const step = await signUpByProvider(anonymous(), input);
  if (step.state !== "open") throw new Error("expected to be in");
  return { browser, actor: step.actor };
}

describe.each(["github", "google"] as const)("%s", (id) => {
  test("signs somebody new up, and then in, with no session before their word", async () => {
    const account = newAccount();
    const { actor } = await signUpWith(id, account);
    const [user] = await database.db.select().from(users).where(eq(users.id, actor.userId));
    expect(user).toMatchObject({ email: account.email, passwordHash: null });
    expect(user?.emailVerifiedAt).not.toBeNull();
    const again = new Browser(origin, provider);
    expect(await again.signIn(id, account)).toBe("/overview");
    const sessionId = await findSessionId(again.cookies);
    const [session] = await database.db.select().from(sessions).where(eq(sessions.id, sessionId!));
    expect(session?.userId).toBe(actor.userId);
    expect(sessionId).not.toBe(actor.sessionId);
    const devices = await database.db.select().from(knownDevices).where(eq(knownDevices.userId, actor.userId));
    expect(devices).toHaveLength(2);
  });

  test("refuses an answer without the state that this browser was given, or with another's", async () => {
    const browser = new Browser(origin, provider);
    const back = await browser.consent(id, newAccount());
    const victim = new Browser(origin, provider);
    expect((await victim.ask(back)).headers.get("location")).toContain("error=");
    await victim.consent(id, newAccount());
    expect((await victim.ask(back)).headers.get("location")).toContain("error=");
    const forged = new URL(back);
    forged.searchParams.set("state", "made-up");
    expect((await browser.ask(forged.href)).headers.get("location")).toContain("error=");
    expect([victim.cookie("session"), victim.cookie("provider"), browser.cookie("provider")]).toEqual(["", "", ""]);
  });

  test("refuses a code that was used before", async () => {
    const browser = new Browser(origin, provider);
    const back = await browser.consent(id, newAccount());
    const kept = { ...browser.cookies };
    expect((await browser.ask(back)).headers.get("location")).toContain("/sign-in/provider");
    const replaying = new Browser(origin, provider);
    replaying.cookies = kept;
    expect((await replaying.ask(back)).headers.get("location")).toContain("error=");
    expect(replaying.cookie("provider")).toBe("");
  });

  test("does not let an account with somebody's address in, nor link it by itself", async () => {
    const victim = await createCustomer(database.db);
    const browser = new Browser(origin, provider);
    expect(await browser.signIn(id, newAccount({ email: victim.email }))).toBe("/sign-in/provider");
    expect(browser.cookie("session")).toBe("");
    const token = browser.cookie("provider");
    expect(await getProviderProof(anonymous(), token)).toMatchObject({ isAddressTaken: true });
    const input = { name: "Eve", organizationName: "Eve", kind: "customer", token, device: "d" } as const;
    expect(await codeOf(signUpByProvider(anonymous(), input))).toBe("conflict");
    const linked = await database.db
      .select()
      .from(providerIdentities)
      .where(eq(providerIdentities.userId, victim.userId));
    expect(linked).toEqual([]);
  });

  test("with an address that it has not confirmed founds nothing", async () => {
    const browser = new Browser(origin, provider);
    await browser.signIn(id, newAccount({ isEmailConfirmed: false }));
    const token = browser.cookie("provider");
    expect(await getProviderProof(anonymous(), token)).toMatchObject({ email: null });
    const input = { name: "Eve", organizationName: "Unconfirmed", kind: "customer", token, device: "d" } as const;
    expect(await codeOf(signUpByProvider(anonymous(), input))).toBe("precondition_failed");
    expect(await database.db.select().from(organizations).where(eq(organizations.name, "Unconfirmed"))).toEqual([]);
  });
});

describe("linking", () => {
  test("asks who is signed in for their password, and the account signs in for them from then on", async () => {
    const person = await createCustomer(database.db);
    const account = newAccount();
    const browser = new Browser(origin, provider);
    browser.cookies[cookieOf("session").name] = await encodeSession(person.actor.sessionId);
    expect(await browser.signIn("github", account)).toBe("/settings/security/link");
    const token = browser.cookie("provider");
    expect(await codeOf(linkProvider(person.ctx, { token }))).toBe("invalid_input");
    await linkProvider(person.ctx, { token, password: TEST_PASSWORD });
    expect(await codeOf(linkProvider(person.ctx, { token, password: TEST_PASSWORD }))).toBe("unauthenticated");
    expect(await new Browser(origin, provider).signIn("github", account)).toBe("/overview");
    const [{ id: identityId } = { id: "" }] = (await getSecurity(person.ctx)).identities;
    const stranger = await createCustomer(database.db);
    expect(await codeOf(unlinkProvider(stranger.ctx, { identityId, password: TEST_PASSWORD }))).toBe("not_found");
    await unlinkProvider(person.ctx, { identityId, password: TEST_PASSWORD });
    expect(await new Browser(origin, provider).signIn("github", account)).toBe("/sign-in/provider");
  });

  test("of an account that is somebody else's is refused", async () => {
    const account = newAccount();
    await signUpWith("google", account);
    const thief = await createCustomer(database.db);
    const browser = new Browser(origin, provider);
    browser.cookies[cookieOf("session").name] = await encodeSession(thief.actor.sessionId);
    expect(await browser.signIn("google", account)).toBe("/settings/security/link");
    const token = browser.cookie("provider");
    expect(await codeOf(linkProvider(thief.ctx, { token, password: TEST_PASSWORD }))).toBe("conflict");
  });
});

test("a second factor is asked for besides", async () => {
  const person = await createEnrolled(database.db);
  const account = newAccount();
  const browser = new Browser(origin, provider);
  browser.cookies[cookieOf("session").name] = await encodeSession(person.actor.sessionId);
  await browser.signIn("google", account);
  await linkProvider(person.ctx, { token: browser.cookie("provider") });
  const again = new Browser(origin, provider);
  expect(await again.signIn("google", account)).toBe("/sign-in/factor");
  expect(again.cookie("session")).toBe("");
  expect(await findSignInFactors(anonymous(), again.cookie("pending"))).toEqual({ totp: true, passkeys: false });
});

test("by password, next-auth's own endpoint opens a session, and with a factor enrolled none", async () => {
  const [person, enrolled] = [await createCustomer(database.db), await createEnrolled(database.db)];
  const signIn = async (email: string, password = TEST_PASSWORD) => {
    const browser = new Browser(origin, provider);
    const { csrfToken } = (await (await browser.ask("/api/auth/csrf")).json()) as { csrfToken: string };
    await browser.ask("/api/auth/callback/credentials", { csrfToken, email, password });
    return browser;
  };
  const warned = vi.spyOn(webLog(), "warn");
  expect((await signIn(person.email, "not the password")).cookie("session")).toBe("");
  const failed = warned.mock.calls.find(([, message]) => message === "sign-in failed")?.[0];
  expect(failed).toMatchObject({ failedProof: "password", account: expect.stringMatching(/^[0-9a-f]{16}$/) });
  expect(JSON.stringify(warned.mock.calls)).not.toMatch(new RegExp(`${person.email}|not the password`));
  const browser = await signIn(person.email);
  const sessionId = await findSessionId(browser.cookies);
  expect(sessionId).not.toBeNull();
  expect((await signIn(enrolled.email)).cookie("session")).toBe("");
  const replayed = { ...browser.cookies };
  const { csrfToken } = (await (await browser.ask("/api/auth/csrf")).json()) as { csrfToken: string };
  const out = await browser.ask("/api/auth/signout", { csrfToken });
  expect(out.headers.get("clear-site-data")).toBe('"cache"');
  expect(browser.cookie("session")).toBe("");
  const [ended] = await database.db.select().from(sessions).where(eq(sessions.id, sessionId!));
  expect(ended?.revokedAt).not.toBeNull();
  const replaying = new Browser(origin, provider);
  replaying.cookies = replayed;
  expect(await (await replaying.ask("/api/auth/session")).json()).toEqual({});
});

test("a token of Google's that is not bound to this browser's sign-in opens nothing", async () => {
  const browser = new Browser(origin, provider);
  provider.forgedNonce = "of another sign-in";
  const back = await browser.consent("google", newAccount());
  expect((await browser.ask(back)).headers.get("location")).toContain("error=");
  provider.forgedNonce = null;
  expect([browser.cookie("session"), browser.cookie("provider")]).toEqual(["", ""]);
});

test("GitHub's answer is not followed to anywhere else", async () => {
  const browser = new Browser(origin, provider);
  provider.addressesAt = `${provider.url}/user`;
  const back = await browser.consent("github", newAccount());
  expect((await browser.ask(back)).headers.get("location")).toContain("error=");
  provider.addressesAt = null;
  expect(browser.cookie("provider")).toBe("");
});

test("a body that is not what it says, and a password asked for by GET, are refused as such", async () => {
  const at = (...nextauth: string[]) => ({ params: Promise.resolve({ nextauth }) });
  const url = `${origin}/api/auth/callback/credentials`;
  const headers = { "content-type": "application/json" };
  const broken = new Request(url, { method: "POST", headers, body: "{" });
  expect((await handleAuth(broken, at("callback", "credentials"))).status).toBe(400);
  expect((await handleAuth(new Request(url), at("callback", "credentials"))).status).toBe(400);
});

test("nobody is offered what is not configured", () => {
  expect(listProviders().map(({ id }) => id)).toEqual(["github", "google"]);
  vi.stubEnv("GOOGLE_SECRET", "");
  expect(listProviders().map(({ id }) => id)).toEqual(["github"]);
  vi.stubEnv("GITHUB_ID", "");
  expect(listProviders()).toEqual([]);
});
