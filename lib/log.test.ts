import { DrizzleQueryError } from "drizzle-orm/errors";
import { expect, test, vi } from "vitest";
import { createLog } from "./log";
import { inRequest } from "./request-scope";

test("secrets never reach the log, at the top or nested", () => {
  vi.stubEnv("LOG_LEVEL", "info");
  const lines: string[] = [];
  const log = createLog("test", { write: (line) => void lines.push(line) });
  log.info({ token: "t-1", headers: { authorization: "a-1", cookie: "c-1", "set-cookie": "s-1" } }, "one");
  log.info({ request: { body: { password: "p-1", email: "kept@example.com" } } }, "two");
  const text = lines.join("");
  for (const secret of ["t-1", "a-1", "c-1", "s-1", "p-1"]) expect(text).not.toContain(secret);
  expect(text).toContain("kept@example.com");
});

test("a failed query is told with its cause and place, and without its values", () => {
  vi.stubEnv("LOG_LEVEL", "info");
  const lines: string[] = [];
  const log = createLog("test", { write: (line) => void lines.push(line) });
  const cause = new Error("deadlock detected");
  log.error(
    { err: new DrizzleQueryError("insert into users values ($1)", ["$argon2id$secret\n    at home"], cause) },
    "x",
  );
  const text = lines.join("");
  for (const value of ["argon2id", "at home"]) expect(text).not.toContain(value);
  for (const kept of ["insert into users", "deadlock detected", "log.test.ts"]) expect(text).toContain(kept);
});

/** Of every kind that the platform handles, each recognisable in the text. */
const secrets = {
  password: "hunter2-of-the-hall",
  key: `oh_live_k1234567890_${"Zz9".repeat(12)}`,
  webhook: "whsec_0123456789abcdef0123456789abcdef",
  stripe: "sk_test_51HallHallHallHall",
  restricted: "rk_live_51HallHallHallHall",
  bearer: "b3Blbi1zZXNhbWU.of-a-hall",
  jwt: "eyJhbGciOiJkaXIifQ..c2VjcmV0.cGF5bG9hZA.dGFn",
  sealed: "sealed:v1:q83vEjRWeJq83vEjRWeJq83vEjRWeJ",
  hash: "$argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
  database: "postgres-password-7",
  link: "link-token-0123456789",
};
const said = {
  key: `used ${secrets.key} twice`,
  webhook: `signed with ${secrets.webhook}`,
  stripe: `Invalid API Key provided: ${secrets.stripe}`,
  restricted: secrets.restricted,
  bearer: `authorization: Bearer ${secrets.bearer}`,
  jwt: `cookie __Host-openhall-session=${secrets.jwt}; theme=dark`,
  sealed: `does not open: ${secrets.sealed}`,
  hash: `value ${secrets.hash}`,
  database: `connect postgres://openhall:${secrets.database}@db.internal:5432/openhall`,
  link: `GET /reset-password?token=${secrets.link}&next=/overview`,
  password: `password=${secrets.password}`,
};

function logged(tell: (log: ReturnType<typeof createLog>) => void): string {
  vi.stubEnv("LOG_LEVEL", "info");
  const lines: string[] = [];
  tell(createLog("test", { write: (line) => void lines.push(line) }));
  for (const line of lines) JSON.parse(line);
  return lines.join("");
}

const expectClean = (text: string) => {
  for (const [name, secret] of Object.entries(secrets)) expect(text, name).not.toContain(secret);
};

test.each(Object.entries(said))(
  "a %s is nowhere in a line: as message, field, error, cause, stack or list",
  (_kind, text) => {
    const lines = logged((log) => {
      log.info(text);
      log.info({ note: text, list: [{ deep: { deeper: [text] } }] }, "fields");
      log.error({ err: new Error(text, { cause: new Error(text) }) }, "error");
      log.error(new Error(text));
      log.child({ note: text }).warn("child");
    });
    expectClean(lines);
    expect(lines).toContain("[redacted]");
  },
);

test("fields that carry secrets are empty at any depth and in any spelling", () => {
  const names = [
    ...["password", "newPassword", "password_hash", "token", "accessToken", "refresh_token", "secret", "clientSecret"],
    ...["apiKey", "api_key", "x-api-key", "Authorization", "cookie", "Set-Cookie", "privateKey", "keyRing", "otp"],
    ...["recoveryCodes", "bank", "accountNumber", "credentials"],
  ];
  const nested = (depth: number): unknown =>
    depth === 0 ? Object.fromEntries(names.map((name) => [name, "opaque-1"])) : { inner: [nested(depth - 1)] };
  const text = logged((log) => {
    for (const depth of [0, 1, 2, 3]) log.info({ at: nested(depth) });
    log.info(nested(0) as object);
    log.info({ headers: new Headers({ cookie: "opaque-1", accept: "text/html" }) });
    log.child({ token: "opaque-1" }).info("x");
    log.error({ err: Object.assign(new Error("x"), { config: { headers: { Authorization: "opaque-1" } } }) });
  });
  expect(text).not.toContain("opaque-1");
  expect(text).toContain("text/html");
});

test("what people need stays: ids, requests, amounts, codes, addresses without their password", () => {
  const text = logged((log) =>
    log.info(
      {
        requestId: "req_01m8hvbzfjec082bfjwt6gjwcz",
        organizationId: "org_01m8hvbzfjec082bfjwt6gjwcz",
        statusCode: 429,
        errorCode: "rate_limited",
        amountMicros: "1250000",
        keyId: "key_1",
        at: new Date("2026-01-02T03:04:05Z"),
        job: "reseal-secrets",
      },
      "GET https://openhall.example/instances?q=token 200",
    ),
  );
  for (const kept of [
    ...["req_01m8hvbzfjec082bfjwt6gjwcz", "org_01m8", '"statusCode":429', "rate_limited", "1250000", "key_1"],
    ...["2026-01-02T03:04:05.000Z", "reseal-secrets", "https://openhall.example/instances?q=token 200"],
  ])
    expect(text).toContain(kept);
});

test("what is logged within a request or a job's round says its id once, and outside of one says none", () => {
  vi.stubEnv("LOG_LEVEL", "info");
  const lines: string[] = [];
  const log = createLog("test", { write: (line) => void lines.push(line) });
  log.info("outside");
  inRequest("req_1", () => log.info({ count: 1 }, "inside"));
  inRequest("req_1", () => log.info({ requestId: "req_2" }, "its own"));
  expect(lines.map((line) => JSON.parse(line).requestId)).toEqual([undefined, "req_1", "req_2"]);
  expect(lines.map((line) => line.match(/requestId/g)?.length ?? 0)).toEqual([0, 1, 1]);
});
