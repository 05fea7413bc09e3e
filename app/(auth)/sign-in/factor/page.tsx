import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { FactorForm } from "@/components/identity/factor-form";
import { PasskeyButton } from "@/components/identity/passkey-button";
import { AuthShell } from "@/components/layout/auth-shell";
import { findSignInFactors } from "@/lib/identity/finish-sign-in";
import { getContext } from "@/lib/web/context";
import { findSafePath, signInPath } from "@/lib/web/paths";
import { findPendingToken } from "@/lib/web/session";
import { askOwnPasskey, submitCode, submitOwnPasskey } from "./actions";

export const metadata: Metadata = { title: "Second factor" };

type FactorPageProps = { searchParams: Promise<{ next?: string | string[] }> };

/** The second step of a sign-in; who has not begun one begins. */
export default async function FactorPage({ searchParams }: FactorPageProps) {
  const next = findSafePath((await searchParams).next);
  const ctx = await getContext();
  const held = await findSignInFactors(ctx, await findPendingToken());
  if (!held) redirect(signInPath(next));
  return (
    <AuthShell
      title="Second factor"
      description="One more proof that it is you. You have ten minutes and five tries."
      footer={
        <Link href={signInPath(next)} className="text-primary underline underline-offset-2">
          Begin again
        </Link>
      }
    >
      <div className="flex flex-col gap-4">
        {held.passkeys ? (
          <PasskeyButton ask={askOwnPasskey} submit={submitOwnPasskey} next={next}>
            Use a passkey
          </PasskeyButton>
        ) : null}
        <FactorForm action={submitCode} next={next} hasApp={held.totp} />
      </div>
    </AuthShell>
  );
}
