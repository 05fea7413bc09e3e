import type { Metadata } from "next";
import { DefinitionList } from "@/components/layout/definition-list";
import { Id } from "@/components/layout/id";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { RelativeTime } from "@/components/layout/relative-time";
import { CloseButton, LeaveButton } from "@/components/organization/ending-buttons";
import { RenameForm } from "@/components/organization/rename-form";
import { TransferDialog } from "@/components/organization/transfer-dialog";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { isOffered } from "@/lib/identity/authorize";
import { getOwnOrganization, listMembers } from "@/lib/identity/members/queries";
import { requireContext } from "@/lib/web/context";
import { submitClose, submitLeave, submitRename, submitTransfer } from "./actions";

export const metadata: Metadata = { title: "Organization" };

export default async function OrganizationPage() {
  const ctx = await requireContext();
  const { organizationKind: kind, role, userId, projects } = ctx.actor;
  const [organization, members] = await Promise.all([getOwnOrganization(ctx), listMembers(ctx)]);
  const leads = isOffered(ctx.actor, "organization.transfer");
  const others = members.filter((member) => member.userId !== userId);
  return (
    <PageBody>
      <PageHeader
        title="Organization"
        description="What you act for. You switch to others of yours in the account menu."
      />
      <Card>
        <CardHeader title={organization.name} />
        <CardContent className="flex flex-col gap-4">
          {isOffered(ctx.actor, "organization.manage") ? (
            <RenameForm action={submitRename} name={organization.name} />
          ) : null}
          <DefinitionList
            items={[
              { label: "Id", value: <Id value={organization.id} full /> },
              { label: "Kind", value: kind },
              { label: "Your role", value: projects ? `${role}, of chosen projects` : role },
              { label: "People", value: String(members.length) },
              { label: "Since", value: <RelativeTime at={organization.createdAt.toISOString()} /> },
            ]}
          />
        </CardContent>
      </Card>
      {leads ? (
        <Card>
          <CardHeader
            title="Ownership"
            description="Somebody else leads, and you have a lesser role."
            actions={<TransferDialog kind={kind} people={others} onTransfer={submitTransfer} />}
          />
        </Card>
      ) : null}
      <Card>
        <CardHeader
          title="Leave"
          description="You belong to it no more. Who leads it alone cannot leave."
          actions={<LeaveButton name={organization.name} onLeave={submitLeave} />}
        />
      </Card>
      {leads && kind !== "platform" ? (
        <Card>
          <CardHeader
            title="Close"
            description="For good, once nothing runs and nothing is owed."
            actions={<CloseButton name={organization.name} onClose={submitClose} />}
          />
        </Card>
      ) : null}
    </PageBody>
  );
}
