import type { Metadata } from "next";
import { ResetPasswordForm } from "@/components/identity/reset-password-form";
import { AuthShell } from "@/components/layout/auth-shell";
import { submitReset } from "./actions";

export const metadata: Metadata = { title: "New password", referrer: "no-referrer", robots: { index: false } };

type ResetPasswordPageProps = { searchParams: Promise<{ token?: string | string[] }> };

export default async function ResetPasswordPage({ searchParams }: ResetPasswordPageProps) {
  const { token } = await searchParams;
  return (
    <AuthShell title="New password" description="Every session of yours ends with it.">
      <ResetPasswordForm action={submitReset} token={typeof token === "string" ? token : ""} />
    </AuthShell>
  );
}
