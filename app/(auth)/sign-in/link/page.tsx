import type { Metadata } from "next";
import { TokenForm } from "@/components/identity/token-form";
import { AuthShell } from "@/components/layout/auth-shell";
import { submitLink } from "./actions";

export const metadata: Metadata = { title: "Sign in", referrer: "no-referrer", robots: { index: false } };

type LinkPageProps = { searchParams: Promise<{ token?: string | string[] }> };

/** Where the mailed link leads. It changes nothing by being opened: scanners of mail open links too. */
export default async function LinkPage({ searchParams }: LinkPageProps) {
  const { token } = await searchParams;
  return (
    <AuthShell title="Sign in" description="One click, and you are in.">
      <TokenForm
        action={submitLink}
        token={typeof token === "string" ? token : ""}
        label="Sign in"
        done={{ title: "Signed in", text: "" }}
        next={{ href: "/sign-in", label: "Sign in" }}
      />
    </AuthShell>
  );
}
