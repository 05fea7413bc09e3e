import "./resolve-next";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { z } from "zod";
import { root } from "@/bin/dependencies.mjs";

/** A way into the app: what a row of `matrix-rows.ts` must stand for. */
interface Named {
  /** As the table names it: `page /billing`, `GET /api/v1/instances`, `action (console)/billing createBudgetAction`. */
  name: string;
}

export interface PageEntrance extends Named {
  kind: "page";
  /** With its parameters in brackets. */
  path: string;
}

export interface RouteEntrance extends Named {
  kind: "route";
  path: string;
  method: string;
  /** Null where the route has an adapter that is not read by the schemas of a form or of a program. */
  takes: { params?: z.ZodType; query?: z.ZodType; body?: z.ZodType } | null;
}

export interface ActionEntrance extends Named {
  kind: "action";
  /** What Next calls it by over HTTP. */
  id: string;
  /** Of a page that has it. */
  path: string;
  schema: z.ZodType;
  /** Called by `useActionState`, so that its input comes as form data. */
  isForm: boolean;
}

export type Entrance = PageEntrance | RouteEntrance | ActionEntrance;

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const app = path.join(root, "app");
const find = (pattern: string) => globSync(pattern, { cwd: app }).sort();
const read = (file: string) => import(pathToFileURL(path.join(app, file)).href) as Promise<Record<string, unknown>>;

/** The path of a page or route: without its file, and without the folders in parentheses, which are no part of it. */
function pathOf(file: string): string {
  const parts = path.dirname(file).split("/");
  return `/${parts.filter((part) => part !== "." && !part.startsWith("(")).join("/")}`;
}

function findPages(): PageEntrance[] {
  return find("**/page.tsx").map((file) => ({ kind: "page", name: `page ${pathOf(file)}`, path: pathOf(file) }));
}

async function findRoutes(): Promise<RouteEntrance[]> {
  const found = find("**/route.ts").map(async (file) => {
    const exported = await read(file);
    return METHODS.filter((method) => method in exported).map((method): RouteEntrance => {
      const { takes } = exported[method] as { takes?: RouteEntrance["takes"] };
      return { kind: "route", name: `${method} ${pathOf(file)}`, path: pathOf(file), method, takes: takes ?? null };
    });
  });
  return (await Promise.all(found)).flat();
}

interface ServerReferences {
  node: Record<string, { workers: Record<string, unknown>; filename: string; exportedName: string }>;
}

/** Those that the build has: one that no page uses cannot be called, and is not there. */
async function findActions(): Promise<ActionEntrance[]> {
  const manifest = readFileSync(path.join(root, ".next/server/server-reference-manifest.json"), "utf8");
  const built = Object.entries((JSON.parse(manifest) as ServerReferences).node);
  const found = built.map(async ([id, { workers, filename, exportedName }]): Promise<ActionEntrance> => {
    const folder = path.dirname(path.relative("app", filename));
    const exported = await read(path.relative("app", filename));
    const { schema, takesForm } = exported[exportedName] as { schema: z.ZodType; takesForm: boolean };
    const [worker = ""] = Object.keys(workers).sort();
    const pagePath = pathOf(worker.replace(/^app\//, ""));
    const name = `action ${folder} ${exportedName}`;
    return { kind: "action", name, id, path: pagePath.replace(/\[\w+\]/g, "x"), schema, isForm: takesForm };
  });
  return (await Promise.all(found)).sort((one, other) => (one.name < other.name ? -1 : 1));
}

let found: Promise<Entrance[]> | undefined;

/** Every page, route and server action of the built app, found in its files. */
export function findEntrances(): Promise<Entrance[]> {
  found ??= Promise.all([findPages(), findRoutes(), findActions()]).then((parts) => parts.flat());
  return found;
}

/** Exported by the files of actions, and not in the build. */
export async function findUnbuiltActions(): Promise<string[]> {
  const built = new Set((await findEntrances()).map(({ name }) => name));
  const exported = find("**/actions.ts").map(async (file) =>
    Object.keys(await read(file)).map((name) => `action ${path.dirname(file)} ${name}`),
  );
  return (await Promise.all(exported)).flat().filter((name) => !built.has(name));
}
