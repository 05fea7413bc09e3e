"use client";

import Link from "next/link";
import { useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/field";
import type { FormAction } from "./use-form-action";

interface VerifyEmailFormProps {
  action: FormAction<{ email: string }>;
  token: string;
  next: { href: string; label: string };
}

/** A button, also before the page has hydrated. */
export function VerifyEmailForm({ action, token, next }: VerifyEmailFormProps) {
  const [result, submit, pending] = useActionState(action, null);
  if (result?.ok)
    return (
      <div className="flex flex-col gap-4">
        <Alert tone="success" title="Confirmed">
          {result.data.email} is yours.
        </Alert>
        <NextLink {...next} />
      </div>
    );
  return (
    <form action={submit} className="flex flex-col gap-4">
      <input type="hidden" name="token" value={token} />
      <FormError>{result ? result.error.message : null}</FormError>
      {result ? (
        <NextLink {...next} />
      ) : (
        <Button type="submit" variant="primary" size="lg" pending={pending}>
          Confirm this address
        </Button>
      )}
    </form>
  );
}

function NextLink({ href, label }: VerifyEmailFormProps["next"]) {
  return (
    <Button asChild variant="primary" size="lg">
      <Link href={href}>{label}</Link>
    </Button>
  );
}
