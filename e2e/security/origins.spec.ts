import { actionNamed } from "./asking";
import { expect, test } from "./harness";
import type { Answer, Caller as HttpCaller } from "./http";
import { encodeArgument } from "./outcome";
import { makeSample } from "./samples";
import { isBounded } from "./strict-web";
import type { World } from "./world";

const foreign: Record<string, string>[] = [
  { origin: "https://evil.example" },
  { origin: "null" },
  { origin: "http://127.0.0.1" },
  { origin: "http://127.0.0.1:1" },
  { origin: "http://127.0.0.1.evil.example" },
  { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
  { "sec-fetch-site": "none", origin: "https://evil.example" },
  { origin: "https://evil.example", "x-forwarded-host": "127.0.0.1" },
];

const ownerOf = (world: World) => world.callers.find(({ name }) => name === "customer owner")!.cookie;
const budgetsOf = async (http: HttpCaller, cookie: string, name: string) =>
  (await http.send({ path: "/billing", headers: { cookie } })).text.includes(name);

test("an action that another site makes a browser send does nothing, however the form is sent", async ({
  world,
  http,
}) => {
  const entrance = await actionNamed("createBudgetAction");
  const cookie = ownerOf(world);
  const answers: Answer[] = [];
  // Next by itself takes a request whose origin is not told for one of our own
  const forged = isBounded ? foreign : foreign.filter(({ origin }) => origin?.startsWith("http"));
  for (const headers of forged) {
    const input = makeSample(entrance.schema, { input: { name: "Forged budget" } }, {});
    const asked = { method: "POST", path: entrance.path };
    const call = { ...headers, cookie, "next-action": entrance.id, "content-type": "text/plain;charset=UTF-8" };
    answers.push(await http.send({ ...asked, headers: call, body: `[${encodeArgument(input)}]` }));
    // as a form without scripts, which needs no header that another site cannot set
    const boundary = "x";
    const part = (name: string, value: string) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const reference = [
      part("$ACTION_REF_1", ""),
      part("$ACTION_1:0", JSON.stringify({ id: entrance.id, bound: "$@1" })),
    ];
    const body = `${reference.join("")}${part("$ACTION_1:1", `[${encodeArgument(input)}]`)}--${boundary}--\r\n`;
    const type = { ...headers, cookie, "content-type": `multipart/form-data; boundary=${boundary}` };
    answers.push(await http.send({ ...asked, headers: type, body }));
    const plain = part(`$ACTION_ID_${entrance.id}`, "");
    answers.push(await http.send({ ...asked, headers: type, body: `${plain}--${boundary}--\r\n` }));
  }
  expect(
    answers.filter(({ status }) => status < 400).map(({ status, text }) => `${status} ${text.slice(0, 80)}`),
  ).toEqual([]);
  expect(await budgetsOf(http, cookie, "Forged budget")).toBe(false);
});

test("a change through the cookie's interface comes from our own pages, or is refused", async ({ world, http }) => {
  const { leaseId } = world.pairs.Quokka.ids;
  const cookie = ownerOf(world);
  const types = [
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "",
  ];
  const headers = [...foreign, {}, { referer: "https://evil.example/" }, { referer: `${http.origin}/instances` }];
  const statuses = [];
  for (const site of headers)
    for (const type of types) {
      const sent = { ...(site as Record<string, string>), cookie, ...(type ? { "content-type": type } : {}) };
      const asked = { path: `/api/v1/instances/${leaseId}/limits`, method: "PATCH", headers: sent, body: "{}" };
      statuses.push((await http.send(asked)).status);
    }
  console.log(`${statuses.length} forged changes`);
  expect([...new Set(statuses)]).toEqual([403]);
});

test("no other site is told that it may read, not even before it asks", async ({ world, http }) => {
  const cookie = ownerOf(world);
  for (const method of ["GET", "OPTIONS", "HEAD"])
    for (const path of ["/api/v1/instances", "/billing", "/api/auth/session", "/api/health"]) {
      const asks = { origin: "https://evil.example", "access-control-request-method": "POST", cookie };
      const { headers } = await http.send({ method, path, headers: asks });
      expect(headers["access-control-allow-origin"], `${method} ${path}`).toBeUndefined();
      expect(headers["access-control-allow-credentials"], `${method} ${path}`).toBeUndefined();
    }
});
