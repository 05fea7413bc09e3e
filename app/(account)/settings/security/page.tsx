import type { Metadata } from "next";
import { AddAppDialog } from "@/components/identity/add-app-dialog";
import { AddPasskeyDialog } from "@/components/identity/add-passkey-dialog";
import { ChangePasswordDialog } from "@/components/identity/change-password-dialog";
import { NewCodesButton } from "@/components/identity/new-codes-button";
import { PasskeysTable } from "@/components/identity/passkeys-table";
import { RemoveFactorButton } from "@/components/identity/remove-factor-button";
import { DefinitionList } from "@/components/layout/definition-list";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { RelativeTime } from "@/components/layout/relative-time";
import { StatusBadge } from "@/components/layout/status-badge";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { toWire } from "@/components/wire";
import { getAskedProof, getSecurity } from "@/lib/identity/security-queries";
import { requireOwnContext } from "@/lib/web/context";
import {
  offerApp,
  offerPasskey,
  submitApp,
  submitFactorRemoval,
  submitNewCodes,
  submitNewPasskey,
  submitNewPassword,
} from "./actions";
import { ProvidersSection } from "./providers-section";

export const metadata: Metadata = { title: "Security" };

export default async function SecurityPage() {
  const ctx = await requireOwnContext();
  const security = await getSecurity(ctx);
  const asksPassword = (await getAskedProof(ctx)) === "password";
  const { totpSince, passkeys, recoveryCodesLeft, hasPassword } = security;
  const hasFactor = totpSince !== null || passkeys.length > 0;
  return (
    <PageBody>
      <PageHeader title="Security" description="How you prove that it is you. You are told of every change by mail." />
      <Card>
        <CardHeader
          title="Password"
          actions={<ChangePasswordDialog submit={submitNewPassword} hasPassword={hasPassword} />}
        />
        <CardContent>
          {hasPassword
            ? "You sign in with a password. Changing it ends every other session."
            : "You have no password: a mailed link, a passkey or a provider signs you in."}
        </CardContent>
      </Card>
      <Card>
        <CardHeader
          title="Authenticator app"
          description="Six digits of an app on your phone, asked for after the password and before what is sensitive."
          actions={
            <>
              <AddAppDialog
                offer={offerApp}
                submit={submitApp}
                asksPassword={asksPassword}
                isReplaced={totpSince !== null}
              />
              {totpSince ? (
                <RemoveFactorButton what="authenticator app" passkeyId={null} submit={submitFactorRemoval} />
              ) : null}
            </>
          }
        />
        <CardContent>
          <DefinitionList
            items={[
              {
                label: "State",
                value: (
                  <StatusBadge label={totpSince ? "in force" : "not set up"} tone={totpSince ? "success" : "neutral"} />
                ),
              },
              { label: "Since", value: totpSince ? <RelativeTime at={totpSince.toISOString()} /> : "-" },
            ]}
          />
        </CardContent>
      </Card>
      <Section
        title="Passkeys"
        description="A key on your device or security token. It signs you in by itself, and is a second factor besides."
        actions={<AddPasskeyDialog offer={offerPasskey} submit={submitNewPasskey} asksPassword={asksPassword} />}
      >
        <PasskeysTable rows={toWire(passkeys)} submit={submitFactorRemoval} />
      </Section>
      {hasFactor ? (
        <Card>
          <CardHeader
            title="Recovery codes"
            description="For when the rest is lost. Each is good once."
            actions={<NewCodesButton submit={submitNewCodes} />}
          />
          <CardContent>
            <DefinitionList items={[{ label: "Left", value: `${recoveryCodesLeft} of 10` }]} />
          </CardContent>
        </Card>
      ) : null}
      <ProvidersSection identities={security.identities} asksPassword={asksPassword} />
    </PageBody>
  );
}
