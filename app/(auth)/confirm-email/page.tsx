import type { Metadata } from "next";
import { TokenForm } from "@/components/identity/token-form";
import { AuthShell } from "@/components/layout/auth-shell";
import { submitConfirmation } from "./actions";

export const metadata: Metadata = {
  title: "Confirm your new address",
  referrer: "no-referrer",
  robots: { index: false },
};

type LinkPageProps = { searchParams: Promise<{ token?: string | string[] }> };

/** Where the mailed link leads. It changes nothing by being opened: scanners of mail open links too. */
export default async function LinkPage({ searchParams }: LinkPageProps) {
  const { token } = await searchParams;
  return (
    <AuthShell title="Confirm your new address" description="You sign in with it from then on.">
      <TokenForm
        action={submitConfirmation}
        token={typeof token === "string" ? token : ""}
        label="Use this address"
        done={{ title: "Changed", text: "is your address now." }}
        next={{ href: "/sign-in", label: "Sign in" }}
      />
    </AuthShell>
  );
}
