import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { ProviderSignUpForm } from "@/components/identity/provider-sign-up-form";
import { AuthShell } from "@/components/layout/auth-shell";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { getProviderProof } from "@/lib/identity/provider-proofs";
import { getContext } from "@/lib/web/context";
import { providerNameOf } from "@/lib/web/oauth-providers";
import { findProviderToken } from "@/lib/web/session";
import { submitProviderSignUp } from "./actions";

export const metadata: Metadata = { title: "Sign up" };

/** After a provider has vouched for somebody whom nobody here is linked to. */
export default async function ProviderPage() {
  const ctx = await getContext();
  if (ctx.actor.type === "user") redirect("/settings/security/link");
  const proof = await getProviderProof(ctx, await findProviderToken());
  if (!proof) redirect("/sign-in");
  const provider = providerNameOf(proof.issuer);
  if (!proof.email || proof.isAddressTaken)
    return (
      <AuthShell title={`${provider} is not linked yet`}>
        <div className="flex flex-col gap-4">
          <Alert tone="info">
            {proof.email
              ? `${proof.email} has a sign-in here. Sign in as you do, then link ${provider} on the page of your security.`
              : `Your account at ${provider} has no confirmed address. Confirm it there, or sign up here.`}
          </Alert>
          <Button asChild variant="primary" size="lg">
            <Link href={proof.email ? "/sign-in?next=%2Fsettings%2Fsecurity%2Flink" : "/sign-up"}>
              {proof.email ? "Sign in" : "Sign up"}
            </Link>
          </Button>
        </div>
      </AuthShell>
    );
  return (
    <AuthShell title="Create an organization" description={`You sign in with ${provider}, as ${proof.email}.`}>
      <ProviderSignUpForm action={submitProviderSignUp} name={proof.name} />
    </AuthShell>
  );
}
