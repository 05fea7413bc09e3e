import { rowOf } from "./cells";
import { type ActionEntrance, findEntrances, type PageEntrance, type RouteEntrance } from "./entrances";
import { expectedOf } from "./expected";
import { expect, test } from "./harness";
import { hostileInputs, hostileTexts, inAddress } from "./hostile";
import { type Answer, type Asked, inParallel } from "./http";
import { callAction } from "./outcome";
import { makeSample } from "./samples";
import { findFaults } from "./verdict";
import type { World } from "./world";

/** So many requests a route, a fifth of it an action and some a page. */
const runs = Number(process.env.FUZZ_RUNS ?? 500);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const atLeast = (share: number) => Math.max(4, Math.ceil(runs * share));

/** What next-auth has behind its one route. */
const authPaths = [
  "csrf",
  "session",
  "providers",
  "signin",
  "signin/credentials",
  "callback/credentials",
  "signout",
  "error",
  "_log",
];

/** Who gets furthest with it: the first that the table lets in, and every tenth time nobody. */
function cookieFor(world: World, entrance: RouteEntrance | ActionEntrance | PageEntrance, at: number): string {
  const { callers } = world;
  const row = rowOf(entrance);
  const letIn = callers.find((caller) => caller.is && expectedOf(entrance, row, caller) === "let in");
  // a form that signs somebody in ends the session that sends it
  return at % 10 === 9 || row.asks === "public" || row.endsAsker ? "" : (letIn ?? callers[0]!).cookie;
}

/** React escapes texts that begin with a dollar, which would name a part of the message. */
const escaped = (json: string) => json.replaceAll('"$', () => '"$$');

interface Shot {
  name: string;
  input: string;
  /** Where the input is in the address. */
  path?: string;
  send: () => Promise<Answer>;
}

async function fire(shots: Shot[], width = 6): Promise<void> {
  const counts = new Map<string, number>();
  const faults = await inParallel(
    shots,
    async ({ name, input, path, send }) => {
      const answer = await send();
      counts.set(`${answer.status}`, (counts.get(`${answer.status}`) ?? 0) + 1);
      return findFaults(answer, path).map((fault) => `${name}: ${fault}: ${input.slice(0, 200)}`);
    },
    width,
  );
  console.log(
    `seed ${seed}: ${shots.length} requests, answered ${JSON.stringify(Object.fromEntries([...counts].sort()))}`,
  );
  expect(faults.flat().slice(0, 40)).toEqual([]);
}

test("every route answers hostile input with a documented status and nothing of its inside", async ({
  world,
  http,
  expectSoundBooks,
}) => {
  const { ids } = world.pairs.Quokka;
  const routes = (await findEntrances()).filter((entrance) => entrance.kind === "route");
  const shots = routes.flatMap((entrance, index) => {
    const { path, method, takes } = entrance;
    const row = rowOf(entrance);
    const texts = hostileTexts({ seed: seed + index, count: runs * 3 });
    const bodies = takes?.body
      ? hostileInputs(takes.body, makeSample(takes.body, row, ids), { seed: seed + index, count: runs })
      : hostileTexts({ seed: seed - index, count: runs });
    return bodies.map((body, at): Shot => {
      const names = [...(row.at ?? [])];
      const segment = () => (at % 3 === 0 ? (ids[names.shift() ?? ""] ?? "x") : inAddress(texts[at * 3] || "x"));
      const filled = path.replace("[...nextauth]", authPaths[at % authPaths.length]!).replace(/\[[^\]]+\]/g, segment);
      const query =
        at % 2
          ? `?once=1&side=${inAddress(texts[at * 3 + 1]!)}&limit=${inAddress(texts[at * 3 + 2]!)}&state=a&state=b`
          : "?once=1";
      const isChange = method !== "GET" && method !== "HEAD";
      const types = [
        "application/json",
        "application/json",
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
      ];
      const change = { "content-type": types[at % 5]!, "sec-fetch-site": "same-origin" };
      const headers = { cookie: cookieFor(world, entrance, at), ...(isChange ? change : {}) };
      const asked: Asked = { method, path: filled + query, headers, ...(isChange ? { body } : {}) };
      return { name: entrance.name, input: `${filled}${query} ${body}`, send: () => http.send(asked) };
    });
  });
  await fire(shots);
  await expectSoundBooks();
});

test("every action answers hostile input like a form, with a documented refusal", async ({
  world,
  http,
  expectSoundBooks,
}) => {
  const { ids } = world.pairs.Quokka;
  const actions = (await findEntrances()).filter((entrance) => entrance.kind === "action");
  const shots = actions.flatMap((entrance, index) => {
    const sample = makeSample(entrance.schema, rowOf(entrance), ids);
    const inputs = hostileInputs(entrance.schema, sample, { seed: seed + index, count: atLeast(0.2) });
    return inputs.map((input, at): Shot => {
      const cookie = cookieFor(world, entrance, at);
      const given = entrance.isForm ? Object(JSON.parse(input)) : `[${escaped(input)}]`;
      return { name: entrance.name, input, send: async () => (await callAction(http, entrance, cookie, given)).answer };
    });
  });
  await fire(shots);
  await expectSoundBooks();
});

test("every page takes any query, and gives no markup back", async ({ world, http }) => {
  const pages = (await findEntrances()).filter((entrance) => entrance.kind === "page");
  const names = [
    "page",
    "sort",
    "q",
    "from",
    "to",
    "next",
    "state",
    "tab",
    "after",
    "token",
    "currency",
    "sku",
    "site",
    "by",
    "bucket",
  ];
  const shots = pages.flatMap((entrance, index) => {
    const texts = hostileTexts({ seed: seed + index, count: atLeast(0.03) * names.length });
    const path = entrance.path.replace(
      /\[(\w+)\]/g,
      () => world.pairs.Quokka.ids[rowOf(entrance).at?.[0] ?? ""] ?? "x",
    );
    return Array.from({ length: atLeast(0.03) }, (_, at): Shot => {
      const query = names.map((name, which) => `${name}=${inAddress(texts[at * names.length + which]!)}`).join("&");
      const asked = {
        path: `${path}?${query.replaceAll("%00", "%01")}`,
        headers: { cookie: cookieFor(world, entrance, at) },
      };
      return { name: entrance.name, input: asked.path, path: asked.path, send: () => http.send(asked) };
    });
  });
  await fire(shots);
});

test("a host's signed reports and telemetry are held to the contract, whatever they say", async ({
  world,
  http,
  expectSoundBooks,
}) => {
  const { agent, ids } = world.pairs.Quokka;
  const { agentReport: reportSchema } = await import("@/lib/core/contracts/agent");
  const { telemetryBatch } = await import("@/lib/core/contracts/telemetry");
  const { agentReport } = await import("@/lib/fleet/testing/agent");
  const { batchOf, sample } = await import("@/lib/fleet/testing/telemetry");
  const shotsOf = (channel: "report" | "telemetry", inputs: readonly string[]) =>
    inputs.map((input): Shot => {
      const send = async () => {
        const request = agent.request(http.origin, ids.hostId!, channel, { body: JSON.parse(input) });
        const { pathname } = new URL(request.url);
        return http.send({
          method: "POST",
          path: pathname,
          headers: Object.fromEntries(request.headers),
          body: await request.text(),
        });
      };
      return { name: channel, input, send };
    });
  const options = { seed, count: runs };
  await fire(shotsOf("report", hostileInputs(reportSchema, agentReport(), options)), 1);
  const batch = batchOf(1, { "GPU-1": [sample()] });
  await fire(shotsOf("telemetry", hostileInputs(telemetryBatch, batch, options)), 1);
  await expectSoundBooks();
});
