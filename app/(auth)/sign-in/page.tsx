import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { PasskeyButton } from "@/components/identity/passkey-button";
import { SignInForm } from "@/components/identity/sign-in-form";
import { AuthShell } from "@/components/layout/auth-shell";
import { findSafePath, landingPathOf } from "@/lib/web/paths";
import { findCurrentActor } from "@/lib/web/session";
import { askAnyPasskey, submitPasskey, submitSignIn } from "./actions";

export const metadata: Metadata = { title: "Sign in" };

type SignInPageProps = { searchParams: Promise<{ next?: string | string[] }> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const next = findSafePath((await searchParams).next);
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
        <SignInForm action={submitSignIn} next={next} />
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
