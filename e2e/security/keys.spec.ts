import { ask, missingId, ownedIds, rowOf } from "./cells";
import { findEntrances } from "./entrances";
import { ownersOf, takesKeys } from "./expected";
import { expect, test } from "./harness";

test("a key finds of another tenant's what it finds of what never was", async ({ world, http }) => {
  const { ids } = world.pairs.Quokka;
  const faults: string[] = [];
  let asked = 0;
  for (const entrance of (await findEntrances()).filter(takesKeys))
    for (const name of ownedIds(entrance, ids).filter((one) => ownersOf(one, rowOf(entrance)).includes("customer"))) {
      const own = { ...world.pairs.Walrus.ids, [name]: ids[name]! };
      const other = await ask(http, entrance, world.foreignKey, own);
      const missing = await ask(http, entrance, world.foreignKey, { ...own, [name]: missingId(ids[name]!) });
      const isNothing = other.code === missing.code && ["not_found", "invalid_input"].includes(other.code);
      if (!isNothing) faults.push(`${entrance.name}: ${name}: ${other.code}, ${missing.code}`);
      if (/quokka/i.test(other.answer.text)) faults.push(`${entrance.name}: names whose ${name} it is`);
      asked += 1;
    }
  expect(asked).toBeGreaterThan(6);
  expect(faults).toEqual([]);
});

test("a key that is refused is not helped by a cookie that is good", async ({ world, http }) => {
  const { cookie } = world.callers.find(({ name }) => name === "customer owner")!;
  const dead = world.callers.filter(({ key, is }) => key !== undefined && is === null);
  expect(dead.length).toBeGreaterThan(2);
  for (const { name, key } of dead)
    for (const entrance of (await findEntrances()).filter(takesKeys)) {
      const { code, answer } = await ask(http, entrance, { cookie, key: key! }, world.pairs.Quokka.ids);
      expect(code, `${entrance.name} with ${name}`).toBe("unauthenticated");
      expect(String(answer.headers["www-authenticate"]), entrance.name).toContain('error="invalid_token"');
    }
});

test("a key in an address is refused, and is not said again", async ({ world, http }) => {
  const { key } = world.callers.find(({ name }) => name === "key: all scopes")!;
  for (const query of [`key=${key}`, `limit=1&access_token=${key}`]) {
    const { status, text } = await http.send({ path: `/api/v1/instances?${query}` });
    expect(status).toBe(422);
    expect(text).not.toContain(key);
  }
});
