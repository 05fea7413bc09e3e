import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { SignUpForm } from "@/components/identity/sign-up-form";
import { AuthShell } from "@/components/layout/auth-shell";
import { homePathOf } from "@/lib/web/paths";
import { findCurrentActor } from "@/lib/web/session";
import { submitSignUp } from "./actions";

export const metadata: Metadata = { title: "Sign up" };

type SignUpPageProps = { searchParams: Promise<{ kind?: string | string[] }> };

export default async function SignUpPage({ searchParams }: SignUpPageProps) {
  const { kind } = await searchParams;
  const actor = await findCurrentActor();
  if (actor) redirect(homePathOf(actor.organizationKind));
  return (
    <AuthShell
      title="Create an organization"
      description="You become its owner."
      footer={
        <>
          Already have a sign-in?{" "}
          <Link href="/sign-in" className="text-primary underline underline-offset-2">
            Sign in
          </Link>
        </>
      }
    >
      <SignUpForm action={submitSignUp} kind={kind === "operator" ? "operator" : "customer"} />
    </AuthShell>
  );
}
