import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { API_SCOPES } from "@/lib/core/api-scopes";
import {
  isPermitted,
  ORGANIZATION_KINDS,
  PERMISSIONS,
  type Permission,
  ROLES_OF,
  type Role,
} from "@/lib/core/permissions";
import { PermissionTable } from "./permission-table";
import { ScopesTable } from "./scopes-table";

/** The cells of each row by the permission that it names. */
function cellsOf(html: string): Map<string, string[]> {
  const rows = [...html.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) => row!);
  return new Map(
    rows.flatMap((row) => {
      const name = /font-mono[^>]*>([a-z_.]+)</.exec(row)?.[1];
      const cells = [...row.matchAll(/sr-only">(yes|no)</g)].map(([, said]) => said!);
      return name ? [[name, cells]] : [];
    }),
  );
}

test.each(ORGANIZATION_KINDS)("of a %s the page says of every permission and role what the code says", (kind) => {
  const cells = cellsOf(renderToStaticMarkup(<PermissionTable kind={kind} />));
  for (const permission of Object.keys(PERMISSIONS) as Permission[]) {
    const roles = (ROLES_OF[kind] as readonly Role[]).map((role) =>
      isPermitted(permission, kind, role) ? "yes" : "no",
    );
    expect(cells.get(permission), permission).toEqual(roles.includes("yes") ? roles : undefined);
  }
});

test("the page names every scope", () => {
  const html = renderToStaticMarkup(<ScopesTable />);
  for (const scope of Object.keys(API_SCOPES)) expect(html).toContain(`>${scope}<`);
});
