import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { PasskeyButton } from "@/components/identity/passkey-button";
import { ProviderButtons } from "@/components/identity/provider-buttons";
import { SignInForm } from "@/components/identity/sign-in-form";
import { AuthShell } from "@/components/layout/auth-shell";
import { FormError } from "@/components/ui/field";
import { listProviders } from "@/lib/web/oauth-providers";
import { findSafePath, landingPathOf } from "@/lib/web/paths";
import { findCurrentActor } from "@/lib/web/session";
import { askAnyPasskey, submitPasskey, submitSignIn } from "./actions";

export const metadata: Metadata = { title: "Sign in" };

type SignInPageProps = { searchParams: Promise<{ next?: string | string[]; error?: string | string[] }> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const asked = await searchParams;
  const next = findSafePath(asked.next);
  const actor = await findCurrentActor();
  if (actor) redirect(landingPathOf(actor.organizationKind, next));
  return (
    <AuthShell
      title="Sign in"
      footer={
        <>
          New here?{" "}
          <Link href="/sign-up" className="text-primary underline underline-offset-2">
            Create an organization
          </Link>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {asked.error ? <FormError>That sign-in did not go through. Try again, or another way.</FormError> : null}
        <SignInForm action={submitSignIn} next={next} />
        <ProviderButtons providers={listProviders()} verb="Sign in with" />
        <PasskeyButton ask={askAnyPasskey} submit={submitPasskey} next={next}>
          Sign in with a passkey
        </PasskeyButton>
        <div className="flex flex-wrap justify-between gap-x-4 gap-y-1">
          <Link href="/sign-in/by-mail" className="text-primary underline underline-offset-2">
            Mail me a link
          </Link>
          <Link href="/forgot-password" className="text-primary underline underline-offset-2">
            Forgotten password
          </Link>
        </div>
      </div>
    </AuthShell>
  );
}
