import { TEST_PASSWORD } from "@/db/testing/context";
import { Mailbox } from "../pages/mailbox";
import { actionNamed, signIn } from "./asking";
import { expect, test } from "./harness";
import type { Caller as HttpCaller } from "./http";
import { callAction } from "./outcome";
import { openCookie } from "./parties";

const leases = async (http: HttpCaller, cookie: string) =>
  (await http.send({ path: "/api/v1/instances", headers: { cookie } })).status;

test("a cookie that was signed out with is nobody's afterwards, however often it is sent", async ({ world, http }) => {
  const { email } = world.pairs.Walrus.customer;
  const { cookie } = await signIn(http, { email, password: TEST_PASSWORD });
  expect(await leases(http, cookie)).toBe(200);
  const csrf = await http.send({ path: "/api/auth/csrf", headers: { cookie } });
  const csrfCookie = (csrf.headers["set-cookie"] ?? []).map((one) => one.split(";")[0]).join("; ");
  const { csrfToken } = JSON.parse(csrf.text) as { csrfToken: string };
  const headers = {
    cookie: `${cookie}; ${csrfCookie}`,
    "content-type": "application/x-www-form-urlencoded",
    origin: http.origin,
  };
  await http.send({ method: "POST", path: "/api/auth/signout", headers, body: `csrfToken=${csrfToken}` });
  for (let again = 0; again < 3; again += 1) expect(await leases(http, cookie)).toBe(401);
});

test("next-auth's sign-out without its token ends no session", async ({ world, http }) => {
  const cookie = await openCookie(world.database.db, world.pairs.Walrus.customer);
  const headers = { cookie, "content-type": "application/x-www-form-urlencoded", origin: "https://evil.example" };
  await http.send({ method: "POST", path: "/api/auth/signout", headers, body: "csrfToken=guessed" });
  expect(await leases(http, cookie)).toBe(200);
});

test("signing in with a session that somebody else has fixed gives another one, and ends the fixed one", async ({
  world,
  http,
}) => {
  const { db } = world.database;
  const fixed = await openCookie(db, world.pairs.Quokka.customer);
  const { email } = world.pairs.Walrus.customer;
  const { cookie } = await signIn(http, { email, password: TEST_PASSWORD }, { cookie: fixed });
  expect(cookie).not.toBe("");
  expect(cookie).not.toBe(fixed);
  expect(await leases(http, cookie)).toBe(200);
  expect(await leases(http, fixed)).toBe(401);
});

test("a link to confirm an address leads to where the platform is, whatever host was asked, and is good once", async ({
  world,
  http,
}) => {
  const email = "fresh.person@example.test";
  const input = {
    email,
    password: "an unusual set of words",
    name: "Fresh",
    organizationName: "Fresh hall",
    kind: "customer",
  };
  const forged = { host: "evil.example", "x-forwarded-host": "evil.example", origin: "http://evil.example" };
  const { answer } = await callAction(http, await actionNamed("submitSignUp"), "", input, forged);
  expect(JSON.stringify(answer.headers)).not.toContain("evil.example");
  if (answer.status >= 400) await callAction(http, await actionNamed("submitSignUp"), "", input);
  world.stack.startWorker();
  try {
    const mail = await new Mailbox(world.stack.mailUrl).expectMail(email, /./);
    expect(`${mail.text} ${mail.links}`).not.toContain("evil.example");
    const link = mail.links.find((one) => one.includes("token="));
    expect(link?.startsWith(`${http.origin}/`)).toBe(true);
    const token = new URL(link!).searchParams.get("token") ?? "";
    const verify = await actionNamed("submitVerification");
    const codes = [];
    for (let again = 0; again < 3; again += 1) codes.push((await callAction(http, verify, "", { token })).code);
    expect(codes[0]).toBe("ok");
    expect(codes.slice(1)).not.toContain("ok");
  } finally {
    await world.stack.processes.end("worker", "SIGTERM");
  }
});

const elsewhere = [
  ...[
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
  ],
  ...[
    "https://evil.example",
    "http:evil.example",
    "https:/evil.example",
    "HTTPS://evil.example",
    "//evil.example/%2e%2e",
    "///\\evil.example",
  ],
  ...[
    "javascript:alert(1)",
    "data:text/html,x",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "/%0d%0aLocation:%20https://evil.example",
    "/%5cevil.example",
  ],
  ...[
    "/%2f%2fevil.example",
    "/..//evil.example",
    "/.//evil.example",
    "/../..//evil.example",
    "//evil.example@127.0.0.1",
    "/@evil.example/..//evil.example",
  ],
  ...[
    "//127.0.0.1@evil.example",
    "https://127.0.0.1.evil.example",
    "\u0000//evil.example",
    " //evil.example",
    "//%65vil.example",
    "/\u2028/evil.example",
  ],
  ...[
    "/overview#//evil.example",
    "/overview?next=//evil.example",
    "//evil%E3%80%82example",
    "http://evil.example:80\\@127.0.0.1/",
  ],
];

test("no form of `next` leads away from this site", async ({ world, http }) => {
  const { email } = world.pairs.Walrus.customer;
  const cookie = await openCookie(world.database.db, world.pairs.Walrus.customer);
  const leads = (location: string | string[] | undefined) => new URL(String(location ?? "/"), http.origin).origin;
  let tried = 0;
  for (const next of elsewhere) {
    const path = `/sign-in?next=${encodeURIComponent(next).replaceAll("%00", "%01")}`;
    const { headers } = await http.send({ path, headers: { cookie } });
    expect(leads(headers.location), next).toBe(http.origin);
    const signed = await signIn(http, { email, password: TEST_PASSWORD, next });
    // a NUL is refused with its field before anybody is signed in
    expect(signed.cookie !== "" || next.includes("\0"), next).toBe(true);
    const redirect = signed.answer.headers["x-action-redirect"];
    expect(leads(String(redirect ?? "/").split(";")[0]), next).toBe(http.origin);
    tried += 1;
  }
  console.log(`${tried} forms of next, by a link and by a form`);
  expect(tried).toBeGreaterThanOrEqual(30);
});
