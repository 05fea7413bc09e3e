import { test, expect } from "./harness";
import { findEntrances, findUnbuiltActions } from "./entrances";
test("x", async ({ world, http, expectSoundBooks }) => {
  console.log(world.pairs.Quokka.ids, world.callers.map((c) => c.name));
  console.log((await findEntrances()).map((e) => e.name).join("\n"));
  console.log(await findUnbuiltActions());
  for (const c of world.callers) {
   const r = await http.send({ path: "/billing", headers: { cookie: c.cookie } });
   console.log(c.name, r.status, r.headers.location, r.text.length, r.text.includes("Quokka"), r.text.includes("Walrus"));
  }
  await expectSoundBooks();
});
