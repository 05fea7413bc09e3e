import type { Metadata } from "next";
import { TokenForm } from "@/components/identity/token-form";
import { AuthShell } from "@/components/layout/auth-shell";
import { submitUndo } from "./actions";

export const metadata: Metadata = { title: "Take the change back", referrer: "no-referrer", robots: { index: false } };

type LinkPageProps = { searchParams: Promise<{ token?: string | string[] }> };

/** Where the mailed link leads. It changes nothing by being opened: scanners of mail open links too. */
export default async function LinkPage({ searchParams }: LinkPageProps) {
  const { token } = await searchParams;
  return (
    <AuthShell title="Take the change back" description="Your address is as it was, and everybody is signed out.">
      <TokenForm
        action={submitUndo}
        token={typeof token === "string" ? token : ""}
        label="Take the change back"
        done={{ title: "Taken back", text: "is your address again. Choose a new password next." }}
        next={{ href: "/sign-in", label: "Sign in" }}
      />
    </AuthShell>
  );
}
