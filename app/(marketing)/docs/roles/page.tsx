import type { Metadata } from "next";
import { PermissionTable } from "@/components/docs/permission-table";
import { ScopesTable } from "@/components/docs/scopes-table";
import { CopyText } from "@/components/layout/copy-text";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { ROLE_TEXTS } from "@/components/organization/roles";
import { ORGANIZATION_KINDS, type OrganizationKind, ROLES_OF, type Role } from "@/lib/core/permissions";

export const metadata: Metadata = { title: "Roles and keys" };

const TITLES: Record<OrganizationKind, string> = {
  customer: "Customers",
  operator: "Operators",
  platform: "The platform",
};

export default function RolesPage() {
  return (
    <div className="mx-auto max-w-6xl px-4 py-10 sm:px-6">
      <PageBody>
        <PageHeader
          title="Roles and keys"
          description="Read from the table that every action asks. What is marked with * asks for a second factor that is no older than ten minutes, and no API key does it."
        />
        {ORGANIZATION_KINDS.map((kind) => (
          <Section key={kind} title={TITLES[kind]} description={rolesOf(kind)}>
            <PermissionTable kind={kind} />
          </Section>
        ))}
        <Section
          title="Chosen projects"
          description="A customer's member or viewer can be held to projects, as member or viewer in each. They see and act on the instances of these alone, their cost and their use; statements and payments of the whole organization are not theirs to see."
        >
          {null}
        </Section>
        <div id="scopes">
          <Section
            title="API keys"
            description="A key acts with its owner's role and no further than its scopes. It begins with oh_live_, names itself in ten characters, and ends with a checksum, so that scanners recognise one that was lost."
          >
            <ScopesTable />
            <CopyText
              value={'curl -H "Authorization: Bearer $OPENHALL_KEY" https://…/api/v1/me'}
              prompt="$"
              label="Copy the command"
            />
          </Section>
        </div>
      </PageBody>
    </div>
  );
}

function rolesOf(kind: OrganizationKind): string {
  return (ROLES_OF[kind] as readonly Role[]).map((role) => `${role}: ${ROLE_TEXTS[kind][role]}`).join(" · ");
}
