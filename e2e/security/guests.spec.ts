import { ask, rowOf } from "./cells";
import type { Entrance } from "./entrances";
import { findEntrances } from "./entrances";
import { expectedOf } from "./expected";
import { openBoundKey, openHeld, openVisit } from "./guests";
import { expect, test } from "./harness";
import { type Answer, Caller as HttpCaller, inParallel } from "./http";
import { readPage } from "./outcome";
import { openCookie } from "./parties";
import { openAnotherWeb } from "./strict-web";

const HOMES = { customer: "/overview", operator: "/operator", platform: "/desk" };
const get = (http: HttpCaller, path: string, cookie: string): Promise<Answer> =>
  http.send({ path, headers: { cookie } });

test("every menu leads where its reader is let in, whatever their role", async ({ world, http }) => {
  const faults: string[] = [];
  let followed = 0;
  for (const { name, cookie, key, is } of world.callers) {
    if (!is || key !== undefined) continue;
    const paths = new Set<string>();
    for (const home of [HOMES[is.kind], "/settings/organization"]) {
      const { status, text } = await get(http, home, cookie);
      expect(status, `${home} as ${name}`).toBe(200);
      for (const [, inside] of text.matchAll(/<nav\b[^>]*>([\s\S]*?)<\/nav>/g))
        for (const [, path] of inside!.matchAll(/href="(\/[^"#]*)"/g)) paths.add(path!);
    }
    expect(paths.size, name).toBeGreaterThan(5);
    await inParallel([...paths], async (path) => {
      const { code } = readPage(await get(http, path, cookie), path);
      if (code !== "ok") faults.push(`${path} as ${name}: ${code}`);
      followed += 1;
    });
  }
  console.log(`${followed} links of menus`);
  expect(faults).toEqual([]);
});

test("who is held to a project finds its instances and no others, by page, list, stream and key", async ({
  world,
  http,
}) => {
  const { db } = world.database;
  const pair = world.pairs.Quokka;
  const { createProject } = await import("@/lib/identity/projects/create-project");
  const { projectId } = await createProject(pair.customer.ctx, { name: "Quokka empty project", slug: "quokka-empty" });
  const inside = await openHeld(db, pair, "viewer", pair.ids.projectId!);
  const outside = await openHeld(db, pair, "viewer", projectId);
  const { leaseId = "", endedLeaseId = "" } = pair.ids;
  for (const id of [leaseId, endedLeaseId]) {
    expect((await get(http, `/instances/${id}`, inside.cookie)).status).toBe(200);
    expect((await get(http, `/instances/${id}`, outside.cookie)).status).toBe(404);
    expect((await get(http, `/api/live/leases/${id}?once=1`, outside.cookie)).status).toBe(404);
  }
  for (const path of ["/overview", "/instances", "/usage"]) {
    expect((await get(http, path, inside.cookie)).text, path).toContain("quokka-");
    expect((await get(http, path, outside.cookie)).text, path).not.toMatch(/quokka-(live|past)/);
  }
  const bound = await openBoundKey(db, pair, "bound elsewhere", { projectId });
  const authorization = `Bearer ${bound.key}`;
  const list = await http.send({ path: "/api/v1/instances", headers: { authorization } });
  expect(list.status).toBe(200);
  expect(list.text).not.toContain(leaseId);
  expect((await http.send({ path: `/api/v1/instances/${leaseId}`, headers: { authorization } })).status).toBe(404);
});

test("a visit stands on the session of who visits, shows its banner on each page and is over for good", async ({
  world,
  http,
}) => {
  const { db } = world.database;
  const visit = await openVisit(db, world.desk, world.pairs.Walrus.customer, "reading");
  const [session = "", cookie = ""] = visit.cookie.split("; ");
  const shown = await get(http, "/overview", visit.cookie);
  expect(shown.text).toContain("is looking in at");
  expect(shown.text).toContain("Walrus customer hall");
  const { said } = readPage(shown, "/overview");
  expect(said).toContain("Recent events");
  expect(said, "what a visit that only looks is not offered").not.toContain("Launch an instance");
  expect((await get(http, "/overview", cookie)).status, "without the session").toBe(307);
  const other = await openCookie(db, world.desk);
  expect((await get(http, "/overview", `${other}; ${cookie}`)).status, "on another session").toBe(404);
  const end = { method: "POST", path: "/api/visit/end", headers: { cookie: visit.cookie, origin: http.origin } };
  expect((await http.send(end)).status).toBe(303);
  expect((await get(http, "/overview", visit.cookie)).status, "once it is over").toBe(404);
  expect((await get(http, "/desk", session)).status, "back at the desk").toBe(200);
});

test("where staff must have a second factor, those without look and change nothing", async ({ world, http }) => {
  const strict = await openAnotherWeb(world, { OPENHALL_STAFF_FACTOR: "required" });
  const other = new HttpCaller(strict.origin);
  try {
    const staff = world.callers
      .filter(({ is }) => is?.kind === "platform")
      .map((caller) => ({
        ...caller,
        cookie: strict.ownCookie(caller.cookie),
        is: { ...caller.is!, lacksFactor: true },
      }));
    const isAsked = (entrance: Entrance) => rowOf(entrance).endsAsker === undefined;
    const cells = (await findEntrances())
      .filter(isAsked)
      .flatMap((entrance) => staff.map((caller) => ({ entrance, caller })));
    let refused = 0;
    const faults = await inParallel(cells, async ({ entrance, caller }) => {
      const expected = expectedOf(entrance, rowOf(entrance), caller);
      // what is let in was let in before, and changes things for the tests to come
      if (expected === "let in" && entrance.kind !== "page") return [];
      const { code } = await ask(other, entrance, caller, world.pairs.Quokka.ids);
      if (code === "second_factor_required") refused += 1;
      const isRight = expected === "let in" ? code === "ok" || code === "not_found" : code === expected;
      return isRight ? [] : [`${entrance.name} as ${caller.name}: ${code}, not ${expected}`];
    });
    console.log(`${cells.length} cells of staff without a factor, ${refused} refused for it`);
    expect(refused).toBeGreaterThan(100);
    expect(faults.flat()).toEqual([]);
    expect(http.origin).not.toBe(strict.origin);
  } finally {
    other.close();
    await strict.stop();
  }
});
