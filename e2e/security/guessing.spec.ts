import { TEST_PASSWORD } from "@/db/testing/context";
import { signIn } from "./asking";
import { expect, test } from "./harness";
import { Caller as HttpCaller, inParallel } from "./http";
import { isLimited, openStrictWeb } from "./strict-web";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Ids around one: each character of its end changed, and what was made in the same millisecond. */
function neighbours(id: string): string[] {
  const changed = [...Array(20).keys()].flatMap((back) =>
    [...ALPHABET].map((letter) => `${id.slice(0, id.length - 1 - back)}${letter}${id.slice(id.length - back)}`),
  );
  const spelled = [
    id.toUpperCase(),
    `${id} `,
    ` ${id}`,
    `${id}%00`,
    `${id}/`,
    id.slice(4),
    `${id},${id}`,
    `${id}'--`,
    `${id}*`,
    `%`,
  ];
  return [...new Set([...changed, ...spelled])].filter((one) => one !== id);
}

test("no guessed id is anybody's: around one's own and around another tenant's", async ({ world, http }) => {
  const { Quokka, Walrus } = world.pairs;
  const { cookie } = world.callers.find(({ name }) => name === "customer owner")!;
  const guesses = [
    ...neighbours(Walrus.ids.leaseId!).map((id) => `/api/v1/instances/${encodeURIComponent(id)}`),
    ...neighbours(Quokka.ids.leaseId!).map((id) => `/api/v1/instances/${encodeURIComponent(id)}`),
    ...neighbours(Walrus.ids.statementId!)
      .slice(0, 200)
      .map((id) => `/billing/statements/${encodeURIComponent(id)}/csv`),
    `/api/v1/instances/${Walrus.ids.leaseId}`,
    `/billing/statements/${Walrus.ids.statementId}/csv`,
  ];
  const answers = await inParallel(guesses, (path) => http.send({ path, headers: { cookie } }));
  console.log(`${guesses.length} guessed ids`);
  const found = guesses.filter((_, at) => ![404, 422, 400].includes(answers[at]!.status));
  expect(found).toEqual([]);
  expect(answers.some(({ text }) => text.includes("walrus"))).toBe(false);
});

test("a customer who names another organization in a form changes nothing of it", async ({ world, http }) => {
  const { actionNamed } = await import("./asking");
  const { callAction } = await import("./outcome");
  const { cookie } = world.callers.find(({ name }) => name === "customer owner")!;
  const profile = { legalName: "Taken over", address: "1 Taken Street", jurisdiction: "NO", taxId: "" };
  const input = { ...profile, organizationId: world.pairs.Walrus.ids.customerId };
  const { code } = await callAction(http, await actionNamed("saveBillingDetails"), cookie, input);
  expect(["forbidden", "not_found"]).toContain(code);
  const { rows } = await world.database.pool.query(
    "select 1 from customer_tax_profiles where legal_name = 'Taken over'",
  );
  expect(rows).toEqual([]);
});

test.describe("where production's limits count", () => {
  test.skip(!isLimited, "the limits on how often are not here yet");
  let strict: Awaited<ReturnType<typeof openStrictWeb>>;
  let http: HttpCaller;
  test.beforeAll(async ({ world }) => {
    strict = await openStrictWeb(world);
    http = new HttpCaller(strict.origin);
  });
  test.afterAll(async () => {
    http?.close();
    await strict?.stop();
  });
  const forged = (at: number) => ({
    headers: { "x-forwarded-for": `203.0.113.${at}`, "x-real-ip": `203.0.113.${at}` },
  });

  test("whoever guesses one account's password is told to wait, wherever they say that they are", async ({ world }) => {
    const { email } = world.pairs.Walrus.operator;
    const codes: string[] = [];
    for (let at = 0; at < 8; at += 1)
      codes.push((await signIn(http, { email, password: `wrong words number ${at}` }, forged(at))).code);
    expect(codes.slice(0, 5)).toEqual(Array(5).fill("unauthenticated"));
    expect(codes.slice(5)).toEqual(Array(3).fill("rate_limited"));
    const right = await signIn(http, { email, password: TEST_PASSWORD }, forged(9));
    expect(right.code).toBe("rate_limited");
    expect(right.said).toMatch(/Try again in \d+ (second|minute)/);
  });

  test("whoever tries a list of accounts is told to wait", async () => {
    const codes: string[] = [];
    for (let at = 0; at < 25; at += 1)
      codes.push(
        (await signIn(http, { email: `leaked-${at}@example.test`, password: "leaked password 1" }, forged(at))).code,
      );
    expect(codes.at(-1)).toBe("rate_limited");
    expect(codes.filter((code) => code === "unauthenticated").length).toBeLessThanOrEqual(20);
  });

  test("who asks too often is answered 429 and when to come back", async ({ world }) => {
    const { cookie } = world.callers.find(({ name }) => name === "customer viewer")!;
    const { statementId } = world.pairs.Quokka.ids;
    const own = { cookie: strict.ownCookie(cookie) };
    const statuses: number[] = [];
    for (let at = 0; at < 40; at += 1) {
      const { status, headers } = await http.send({ path: `/billing/statements/${statementId}/csv`, headers: own });
      statuses.push(status);
      if (status === 429) expect(Number(headers["retry-after"])).toBeGreaterThan(0);
    }
    expect(statuses[0]).toBe(200);
    expect(statuses.at(-1)).toBe(429);
  });
});
