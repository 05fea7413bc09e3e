import type { Metadata } from "next";
import { AskMailForm } from "@/components/identity/ask-mail-form";
import { AuthShell } from "@/components/layout/auth-shell";
import { submitAskReset } from "./actions";

export const metadata: Metadata = { title: "Forgotten password" };

export default function ForgotPasswordPage() {
  return (
    <AuthShell title="Forgotten password" description="Under a mailed link you choose a new one, within half an hour.">
      <AskMailForm action={submitAskReset} label="Mail me a link" />
    </AuthShell>
  );
}
