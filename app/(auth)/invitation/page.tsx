import type { Metadata } from "next";
import Link from "next/link";
import { AuthShell } from "@/components/layout/auth-shell";
import { AcceptInvitationForm, JoinForm, OtherAddress } from "@/components/organization/invitation-forms";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { findInvitation } from "@/lib/identity/members/queries";
import { getContext } from "@/lib/web/context";
import { signInPath } from "@/lib/web/paths";
import { submitAcceptance, submitJoin } from "./actions";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer", robots: { index: false } };

type InvitationPageProps = { searchParams: Promise<{ token?: string | string[] }> };

/** Where the mailed link leads. It changes nothing by being opened: scanners of mail open links too. */
export default async function InvitationPage({ searchParams }: InvitationPageProps) {
  const given = (await searchParams).token;
  const token = typeof given === "string" ? given.slice(0, 200) : "";
  const ctx = await getContext();
  const invitation = await findInvitation(ctx, token);
  if (!invitation)
    return (
      <AuthShell title="Invitation">
        <Alert
          tone="warning"
          title="This link is not good any more"
          action={
            <Button asChild size="sm">
              <Link href={signInPath(null)}>Go to sign in</Link>
            </Button>
          }
        >
          It was used or revoked, is older than seven days, or a newer mail replaced it. Ask whoever invited you to send
          it again.
        </Alert>
      </AuthShell>
    );
  const { organizationName, email, role, hasSignIn } = invitation;
  const path = `/invitation?${new URLSearchParams({ token })}`;
  const signedInAs = ctx.actor.type === "user" ? ctx.actor.email : null;
  return (
    <AuthShell title={`Join ${organizationName}`} description={`As ${role}, with the address ${email}.`}>
      {signedInAs === email ? <AcceptInvitationForm action={submitAcceptance} token={token} /> : null}
      {signedInAs !== null && signedInAs !== email ? (
        <OtherAddress signedInAs={signedInAs} email={email} path={path} />
      ) : null}
      {signedInAs === null && hasSignIn ? (
        <Button asChild variant="primary" size="lg">
          <Link href={signInPath(path)}>Sign in to join</Link>
        </Button>
      ) : null}
      {signedInAs === null && !hasSignIn ? <JoinForm action={submitJoin} token={token} email={email} /> : null}
    </AuthShell>
  );
}
