import type { Metadata } from "next";
import { ChangeEmailDialog } from "@/components/identity/change-email-dialog";
import { ProfileForm } from "@/components/identity/profile-form";
import { DefinitionList } from "@/components/layout/definition-list";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { RelativeTime } from "@/components/layout/relative-time";
import { StatusBadge } from "@/components/layout/status-badge";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { getAskedProof, getProfile } from "@/lib/identity/security-queries";
import { requireOwnContext } from "@/lib/web/context";
import { submitEmailChange, submitProfile } from "./actions";

export const metadata: Metadata = { title: "Profile" };

export default async function ProfilePage() {
  const ctx = await requireOwnContext();
  const { name, email, emailVerifiedAt, createdAt } = await getProfile(ctx);
  const asked = await getAskedProof(ctx);
  return (
    <PageBody>
      <PageHeader title="Profile" description="How you are known to the people you work with here." />
      <Card>
        <CardHeader title="Name" />
        <CardContent>
          <ProfileForm action={submitProfile} name={name} />
        </CardContent>
      </Card>
      <Card>
        <CardHeader
          title="E-mail address"
          description="You sign in with it, and what concerns you is mailed there."
          actions={<ChangeEmailDialog submit={submitEmailChange} asksPassword={asked === "password"} />}
        />
        <CardContent>
          <DefinitionList
            items={[
              { label: "Address", value: email },
              {
                label: "State",
                value: (
                  <StatusBadge
                    label={emailVerifiedAt ? "confirmed" : "not confirmed"}
                    tone={emailVerifiedAt ? "success" : "warning"}
                  />
                ),
              },
              { label: "Signed up", value: <RelativeTime at={createdAt.toISOString()} /> },
            ]}
          />
        </CardContent>
      </Card>
    </PageBody>
  );
}
