import type { Metadata } from "next";
import Link from "next/link";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { InvitationsTable } from "@/components/organization/invitations-table";
import { InviteDialog } from "@/components/organization/invite-dialog";
import { MembersTable } from "@/components/organization/members-table";
import { roleOptions } from "@/components/organization/roles";
import { toWire } from "@/components/wire";
import { LEADING_ROLE } from "@/lib/core/permissions";
import { isOffered } from "@/lib/identity/authorize";
import { listInvitations, listMembers } from "@/lib/identity/members/queries";
import { listLaunchProjects } from "@/lib/identity/projects/queries";
import { requireContext } from "@/lib/web/context";
import { submitInvitation, submitProjects, submitRemoval, submitResend, submitRevocation, submitRole } from "./actions";

export const metadata: Metadata = { title: "Members" };

export default async function MembersPage() {
  const ctx = await requireContext();
  const { organizationKind: kind, role, userId } = ctx.actor;
  const mayManage = isOffered(ctx.actor, "member.manage");
  const leading = LEADING_ROLE[kind];
  const roles = roleOptions(kind, (one) => one !== leading || role === leading);
  const [members, invitations, projects] = await Promise.all([
    listMembers(ctx),
    listInvitations(ctx),
    isOffered(ctx.actor, "project.view") ? listLaunchProjects(ctx) : [],
  ]);
  return (
    <PageBody>
      <PageHeader
        title="Members"
        description={
          <>
            Who belongs to the organization, and as what.{" "}
            <Link href="/docs/roles" className="text-primary underline underline-offset-2">
              What each role may do
            </Link>
          </>
        }
      />
      <MembersTable
        rows={toWire(members)}
        self={{ userId, role, kind }}
        roles={roles}
        projects={projects}
        actions={mayManage ? { changeRole: submitRole, remove: submitRemoval, setProjects: submitProjects } : undefined}
        invite={
          mayManage ? (
            <InviteDialog roles={roles} hasProjects={projects.length > 0} onInvite={submitInvitation} />
          ) : null
        }
      />
      <Section title="Invitations" description="Each with a link by mail, good once and for seven days.">
        <InvitationsTable
          rows={toWire(invitations)}
          actions={mayManage ? { resend: submitResend, revoke: submitRevocation } : undefined}
        />
      </Section>
    </PageBody>
  );
}
