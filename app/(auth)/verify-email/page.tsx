import type { Metadata } from "next";
import { TokenForm } from "@/components/identity/token-form";
import { AuthShell } from "@/components/layout/auth-shell";
import { homePathOf } from "@/lib/web/paths";
import { findCurrentActor } from "@/lib/web/session";
import { submitVerification } from "./actions";

export const metadata: Metadata = { title: "Confirm your address", referrer: "no-referrer", robots: { index: false } };

type VerifyEmailPageProps = { searchParams: Promise<{ token?: string | string[] }> };

/** Where the mailed link leads. It changes nothing by being opened: scanners of mail open links too. */
export default async function VerifyEmailPage({ searchParams }: VerifyEmailPageProps) {
  const { token } = await searchParams;
  const actor = await findCurrentActor();
  const next = actor ? homePathOf(actor.organizationKind) : "/sign-in";
  return (
    <AuthShell title="Confirm your address" description="One click says that the mail has reached you.">
      <TokenForm
        action={submitVerification}
        token={typeof token === "string" ? token : ""}
        label="Confirm this address"
        done={{ title: "Confirmed", text: "is yours." }}
        next={{ href: next, label: actor ? "Go on" : "Sign in" }}
      />
    </AuthShell>
  );
}
