import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/identity/sign-in-form";
import { AuthShell } from "@/components/layout/auth-shell";
import { findSafePath, landingPathOf } from "@/lib/web/paths";
import { findCurrentActor } from "@/lib/web/session";
import { submitSignIn } from "./actions";

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
      <SignInForm action={submitSignIn} next={next} />
    </AuthShell>
  );
}
