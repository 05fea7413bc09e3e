import { ask, type Ids, missingId, ownedIds, rowOf } from "./cells";
import { type Entrance, findEntrances, findUnbuiltActions } from "./entrances";
import { expectedOf, ownersOf } from "./expected";
import { expect, test } from "./harness";
import { inParallel } from "./http";
import { ROWS } from "./matrix-rows";
import type { Caller } from "./world";

interface Cell {
  entrance: Entrance;
  caller: Caller;
}

const refusals = new Set(["unauthenticated", "forbidden", "second_factor_required"]);
const label = ({ entrance, caller }: Cell) => `${entrance.name} as ${caller.name}`;
const cellsOf = (entrances: Entrance[], callers: Caller[]): Cell[] =>
  entrances.flatMap((entrance) => callers.map((caller) => ({ entrance, caller })));

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

for (const kind of ["page", "route", "action"] as const) {
  test(`every ${kind} lets in whom the table of permissions lets in, and nobody else`, async ({ world, http }) => {
    const { ids } = world.pairs.Quokka;
    const entrances = (await findEntrances()).filter((entrance) => entrance.kind === kind);
    const cells = cellsOf(entrances, world.callers);
    const faults = await inParallel(cells, async (cell) => {
      const { entrance, caller } = cell;
      const expected = expectedOf(entrance, rowOf(entrance), caller);
      const isLetIn = expected === "let in";
      const asked = isLetIn && kind !== "page" ? withoutOwned(entrance, ids) : ids;
      const { code, answer } = await ask(http, entrance, caller, asked);
      const isRight = isLetIn ? !refusals.has(code) && !["broken", "internal"].includes(code) : code === expected;
      return isRight ? [] : [`${label(cell)}: ${code} (${answer.status}), not ${expected}`];
    });
    console.log(`${cells.length} cells of ${entrances.length} ${kind}s and ${world.callers.length} callers`);
    expect(faults.flat()).toEqual([]);
  });
}

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
    const own = withoutOwned(entrance, ids);
    const [other, missing, garbage] = [
      await ask(http, entrance, caller, { ...own, [name]: foreign[name]! }),
      await ask(http, entrance, caller, { ...own, [name]: missingId(ids[name]!) }),
      await ask(http, entrance, caller, { ...own, [name]: "x'--%2e%2e" }),
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

test("no page shows one tenant the name or id of another", async ({ world, http }) => {
  const { ids } = world.pairs.Quokka;
  const secret = ["Walrus", "walrus", ...ownedValues(world.pairs.Walrus.ids)];
  const tenants = world.callers.filter(({ is }) => is && is.kind !== "platform");
  const cells = cellsOf(
    (await findEntrances()).filter(({ kind }) => kind === "page"),
    tenants,
  );
  let shown = 0;
  const faults = await inParallel(cells, async (cell) => {
    const { text } = (await ask(http, cell.entrance, cell.caller, ids)).answer;
    if (text.includes("Quokka")) shown += 1;
    return secret.filter((one) => text.includes(one)).map((one) => `${label(cell)} shows ${one}`);
  });
  console.log(`${cells.length} pages read, ${shown} of which name their own tenant`);
  expect(shown).toBeGreaterThan(cells.length / 5);
  expect(faults.flat()).toEqual([]);
});

function ownedValues(ids: Ids): string[] {
  const shared = new Set(["skuId", "bookId", "priceBookId", "modelId", "line", "transactionId"]);
  return Object.entries(ids).flatMap(([name, id]) => (shared.has(name) ? [] : [id]));
}

test("whoever leads finds their own objects through every entrance that asks for one", async ({
  world,
  http,
  expectSoundBooks,
}) => {
  const { ids } = world.pairs.Quokka;
  const leaders = ["customer owner", "operator owner", "platform admin"];
  const last = (entrance: Entrance) => Number(/remov|withdraw|terminate|end[A-Z]|close/i.test(entrance.name));
  const cells = cellsOf(
    await findEntrances(),
    world.callers.filter(({ name }) => leaders.includes(name)),
  )
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
