import type { Caller } from "./caller";
import { ask, type Ids, missingId, ownedIds, rowOf } from "./cells";
import { type Entrance, findEntrances, findUnbuiltActions } from "./entrances";
import { expectedOf, ownersOf } from "./expected";
import { expect, test } from "./harness";
import { type Caller as HttpCaller, inParallel } from "./http";
import { ROWS } from "./matrix-rows";
import type { World } from "./world";

interface Cell {
  entrance: Entrance;
  caller: Caller;
}

const refusals = ["unauthenticated", "forbidden", "second_factor_required"];
const label = ({ entrance, caller }: Cell) => `${entrance.name} as ${caller.name}`;
/** To pages and actions a key is nothing, which one key says for all. */
const cellsOf = (entrances: Entrance[], callers: Caller[]): Cell[] =>
  entrances.flatMap((entrance) =>
    callers
      .filter(({ key, name }) => entrance.kind === "route" || key === undefined || name === "key: all scopes")
      .map((caller) => ({ entrance, caller })),
  );

/** The ids of nothing for whoever is let in, so that no cell changes what the next one asks for. */
const withoutOwned = (entrance: Entrance, ids: Ids): Ids => ({
  ...ids,
  ...Object.fromEntries(ownedIds(entrance, ids).map((name) => [name, missingId(ids[name]!)])),
});

test("every page, route and action has a row, and every row has its entrance", async () => {
  const names = (await findEntrances()).map(({ name }) => name);
  expect(names.filter((name) => !(name in ROWS))).toEqual([]);
  expect(Object.keys(ROWS).filter((name) => !names.includes(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
  expect(await findUnbuiltActions(), "actions that no page uses").toEqual([]);
});

test("another tenant's object is answered to the byte as one that never was, to every role", async ({
  world,
  http,
}) => {
  const { ids } = world.pairs.Quokka;
  const foreign = world.pairs.Walrus.ids;
  const asks = cellsOf(await findEntrances(), world.callers).flatMap((cell) => {
    const { entrance, caller } = cell;
    if (!caller.is || expectedOf(entrance, rowOf(entrance), caller) !== "let in") return [];
    const { kind } = caller.is;
    return ownedIds(entrance, ids)
      .filter((name) => ownersOf(name, rowOf(entrance)).includes(kind))
      .map((name) => ({ cell, name }));
  });
  const faults = await inParallel(asks, async ({ cell, name }) => {
    const { entrance, caller } = cell;
    const [other, missing, garbage] = [
      await ask(http, entrance, caller, { ...ids, [name]: foreign[name]! }),
      await ask(http, entrance, caller, { ...ids, [name]: missingId(ids[name]!) }),
      await ask(http, entrance, caller, { ...ids, [name]: "x'--%2e%2e" }),
    ];
    const said = (text: string) =>
      text.replaceAll(foreign[name]!, "ID").replace(/[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}/g, "ID");
    const faults = [
      ...(["not_found", "invalid_input"].includes(other.code) ? [] : [`foreign ${name}: ${other.code}`]),
      ...(["not_found", "invalid_input"].includes(garbage.code) ? [] : [`garbage for ${name}: ${garbage.code}`]),
      ...(said(other.said) === said(missing.said) ? [] : [`foreign and missing ${name} differ`]),
      ...(other.answer.text.includes("Walrus") ? [`foreign ${name} is named`] : []),
    ];
    return faults.map((fault) => `${label(cell)}: ${fault}`);
  });
  console.log(`${asks.length} foreign, missing and broken ids each`);
  expect(asks.length).toBeGreaterThan(50);
  expect(faults.flat()).toEqual([]);
});

/** Whoever is refused is asked all the same. */
function endsAsker(entrance: Entrance, caller: Caller): boolean {
  const row = rowOf(entrance);
  if (row.endsVisit && caller.is?.visit) return true;
  return row.endsAsker !== undefined && expectedOf(entrance, row, caller) === "let in";
}

async function readCells(kind: Entrance["kind"], world: World, http: HttpCaller) {
  const { ids } = world.pairs.Quokka;
  const foreign = secretsOf(world.pairs.Walrus.ids);
  const cells = cellsOf(
    (await findEntrances()).filter((entrance) => entrance.kind === kind),
    world.callers,
  ).filter(({ entrance, caller }) => !endsAsker(entrance, caller));
  return inParallel(cells, async (cell) => {
    const { entrance, caller } = cell;
    const expected = expectedOf(entrance, rowOf(entrance), caller);
    const isLetIn = expected === "let in";
    const asked = isLetIn && kind !== "page" ? withoutOwned(entrance, ids) : ids;
    const { code, answer } = await ask(http, entrance, caller, asked);
    const isTenant = caller.is !== null && caller.is.kind !== "platform";
    const isRight = isLetIn ? ![...refusals, "broken", "internal"].includes(code) : code === expected;
    return {
      faults: isRight ? [] : [`${label(cell)}: ${code} (${answer.status}), not ${expected}`],
      leaks: isTenant ? findLeaks(answer.text, entrance, foreign).map((one) => `${label(cell)} shows ${one}`) : [],
      namesOwn: isTenant && answer.text.includes("Quokka"),
    };
  });
}

type Read = Awaited<ReturnType<typeof readCells>>;
const kinds = ["page", "route", "action"] as const;
/** Asked once for both tests that look at it. */
const read: Partial<Record<Entrance["kind"], Promise<Read>>> = {};
const readOnce = (kind: Entrance["kind"], world: World, http: HttpCaller): Promise<Read> => {
  const reading = read[kind] ?? readCells(kind, world, http);
  read[kind] = reading;
  return reading;
};

for (const kind of kinds)
  test(`every ${kind} lets in whom the table of permissions lets in, and nobody else`, async ({ world, http }) => {
    const cells = await readOnce(kind, world, http);
    console.log(`${cells.length} cells of ${kind}s and ${world.callers.length} callers`);
    expect(cells.flatMap(({ faults }) => faults)).toEqual([]);
  });

test("no page shows one tenant the name or id of another, nor does any answer to a tenant", async ({ world, http }) => {
  const cells = (await Promise.all(kinds.map((kind) => readOnce(kind, world, http)))).flat();
  const own = cells.filter(({ namesOwn }) => namesOwn).length;
  console.log(`${cells.length} answers read, ${own} of which name their own tenant`);
  expect(own).toBeGreaterThan(100);
  expect(cells.flatMap(({ leaks }) => leaks)).toEqual([]);
});

/** Names and ids of the other tenant's. */
function secretsOf(ids: Ids): string[] {
  const shared = new Set(["skuId", "skuIds", "bookId", "priceBookId", "modelId", "line", "transactionId"]);
  return ["walrus", ...Object.entries(ids).flatMap(([name, id]) => (shared.has(name) ? [] : [id]))];
}

/** What is for sale everybody may know: which site it is at, and which offer. */
const market = new Set(["page /", "page /catalogue", "page /launch", "GET /api/v1/catalogue"]);

function findLeaks(text: string, { name }: Entrance, secrets: string[]): string[] {
  const isOnSale = (one: string) => market.has(name) && /^(sit|ofr)_/.test(one);
  const searched = (market.has(name) ? text.replaceAll("Walrus site", "") : text).toLowerCase();
  return secrets.filter((one) => searched.includes(one) && !isOnSale(one));
}

test("whoever leads finds their own objects through every entrance that asks for one", async ({
  world,
  http,
  expectSoundBooks,
}) => {
  const { ids } = world.pairs.Quokka;
  const leaders = ["customer owner", "operator owner", "platform admin"];
  const last = (entrance: Entrance) =>
    Number(/delete|remov|revo|archive|withdraw|terminate|end[A-Z]|close/i.test(entrance.name));
  const cells = cellsOf(
    await findEntrances(),
    world.callers.filter(({ name }) => leaders.includes(name)),
  )
    .filter(({ entrance }) => rowOf(entrance).hasNone === undefined)
    .filter(({ entrance, caller }) => expectedOf(entrance, rowOf(entrance), caller) === "let in")
    .filter(({ entrance, caller }) =>
      ownedIds(entrance, ids).some((name) => ownersOf(name, rowOf(entrance)).includes(caller.is!.kind)),
    )
    .sort((one, other) => last(one.entrance) - last(other.entrance));
  const faults: string[] = [];
  for (const cell of cells) {
    const { code } = await ask(http, cell.entrance, cell.caller, ids);
    if (["not_found", "invalid_input", "internal", "broken"].includes(code)) faults.push(`${label(cell)}: ${code}`);
  }
  console.log(`${cells.length} own objects`);
  expect(cells.length).toBeGreaterThan(20);
  expect(faults).toEqual([]);
  await expectSoundBooks();
});
