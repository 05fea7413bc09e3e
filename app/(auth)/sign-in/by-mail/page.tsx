import type { Metadata } from "next";
import { AskMailForm } from "@/components/identity/ask-mail-form";
import { AuthShell } from "@/components/layout/auth-shell";
import { submitAskLink } from "./actions";

export const metadata: Metadata = { title: "Sign in by mail" };

export default function SignInByMailPage() {
  return (
    <AuthShell title="Sign in by mail" description="A link signs you in, once, within ten minutes, in this browser.">
      <AskMailForm action={submitAskLink} label="Mail me a link" />
    </AuthShell>
  );
}
