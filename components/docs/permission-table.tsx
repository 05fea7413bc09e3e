import { Check } from "lucide-react";
import { PERMISSION_TEXTS } from "@/lib/core/permission-texts";
import {
  isPermitted,
  type OrganizationKind,
  PERMISSIONS,
  type Permission,
  ROLES_OF,
  type Role,
  rolesFor,
  STEP_UP,
} from "@/lib/core/permissions";

/** One kind of organization: what each of its roles may do, read from the table that the code asks. */
export function PermissionTable({ kind }: { kind: OrganizationKind }) {
  const roles = ROLES_OF[kind] as readonly Role[];
  const permissions = (Object.keys(PERMISSIONS) as Permission[]).filter((name) => rolesFor(name, kind).length > 0);
  return (
    // a region of its own that scrolls by keyboard: on narrow screens the roles do not fit
    <section
      aria-label={`Permissions of the roles of a ${kind}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable
      tabIndex={0}
      className="relative overflow-x-auto rounded-lg border bg-card"
    >
      <table className="w-full text-left">
        <thead className="border-b bg-muted text-xs">
          <tr>
            <th scope="col" className="px-3 py-2 font-medium">
              May
            </th>
            {roles.map((role) => (
              <th key={role} scope="col" className="px-3 py-2 text-center font-medium">
                {role}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">
          {permissions.map((permission) => (
            <tr key={permission}>
              <th scope="row" className="min-w-64 px-3 py-2 font-normal">
                {PERMISSION_TEXTS[permission]}
                {STEP_UP.has(permission) ? <span className="text-muted-foreground"> *</span> : null}
                <span className="block font-mono text-muted-foreground text-xs">{permission}</span>
              </th>
              {roles.map((role) => (
                <td key={role} className="px-3 py-2 text-center">
                  {isPermitted(permission, kind, role) ? (
                    <>
                      <Check aria-hidden className="inline size-4 text-success" />
                      <span className="sr-only">yes</span>
                    </>
                  ) : (
                    <span className="text-muted-foreground">
                      <span aria-hidden>-</span>
                      <span className="sr-only">no</span>
                    </span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
