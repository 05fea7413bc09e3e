import { newId } from "@/lib/ids";
import type { Caller } from "./caller";
import type { ActionEntrance, Entrance, RouteEntrance } from "./entrances";
import { ownersOf } from "./expected";
import type { Caller as HttpCaller } from "./http";
import { ROWS } from "./matrix-rows";
import { callAction, type Outcome, readPage, readRoute } from "./outcome";
import type { Row } from "./row";
import { makeSample } from "./samples";

export type Ids = Record<string, string>;

export function rowOf({ name }: Entrance): Row {
  const row = ROWS[name];
  if (!row) throw new Error(`${name} has no row in e2e/security: say in matrix-rows.ts whose business it is.`);
  return row;
}

/** The path with what stands in its brackets, in their order. */
function fill(path: string, row: Row, ids: Ids): string {
  const names = [...(row.at ?? [])];
  const filled = path.replace(/\[[^\]]+\]/g, () => {
    const name = names.shift() ?? "";
    return ids[name] ?? (name.endsWith("Id") ? newId("req") : name);
  });
  return row.query ? `${filled}?${row.query}` : filled;
}

/** The ids that an entrance is asked with, by the names that the world has them by. */
export function idsAskedFor(entrance: Entrance, ids: Ids): string[] {
  const row = rowOf(entrance);
  if (entrance.kind === "page") return row.at ?? [];
  const named = (row: Row, fields: string[]) =>
    fields.map((field) => [row.input?.[field]].flat().find((one) => typeof one === "string" && one in ids) ?? field);
  if (entrance.kind === "action") return named(row, Object.keys(makeSample(entrance.schema, row, ids))) as string[];
  const body = entrance.takes?.body;
  return [...(row.at ?? []), ...(body ? (named(row, Object.keys(makeSample(body, row, ids))) as string[]) : [])];
}

/** Those of them that are a tenant's. */
export function ownedIds(entrance: Entrance, ids: Ids): string[] {
  return idsAskedFor(entrance, ids).filter((name) => name in ids && ownersOf(name, rowOf(entrance)).length > 0);
}

/** An id of the same sort that nothing has. */
export function missingId(id: string): string {
  return /^[a-z]{3}_/.test(id) ? `${id.slice(0, 4)}${newId("req").slice(4)}` : "987654";
}

export async function ask(
  http: HttpCaller,
  entrance: Entrance,
  { cookie, key }: Pick<Caller, "cookie" | "key">,
  ids: Ids,
): Promise<Outcome> {
  const credentials = { cookie, ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) };
  if (entrance.kind === "action") return askAction(http, entrance, credentials, ids);
  const row = rowOf(entrance);
  const path = fill(entrance.path, row, ids);
  if (entrance.kind === "page") return readPage(await http.send({ path, headers: credentials }), path);
  return askRoute(http, entrance, credentials, { path, ids });
}

interface Credentials extends Record<string, string> {
  cookie: string;
}

function askAction(
  http: HttpCaller,
  entrance: ActionEntrance,
  { cookie, ...more }: Credentials,
  ids: Ids,
): Promise<Outcome> {
  return callAction(http, entrance, cookie, makeSample(entrance.schema, rowOf(entrance), ids), more);
}

async function askRoute(
  http: HttpCaller,
  { method, takes, ...entrance }: RouteEntrance,
  credentials: Credentials,
  { path, ids }: { path: string; ids: Ids },
): Promise<Outcome> {
  const row = rowOf({ method, takes, ...entrance });
  const own = {
    origin: http.origin,
    "sec-fetch-site": "same-origin",
    "content-type": "application/json",
    ...credentials,
  };
  if (method === "GET" || method === "HEAD") return readRoute(await http.send({ method, path, headers: credentials }));
  const body = takes?.body ? JSON.stringify(makeSample(takes.body, row, ids)) : "{}";
  return readRoute(await http.send({ method, path, headers: own, body }));
}
