"use client";

import Link from "next/link";
import { useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { FormAction } from "./use-form-action";

interface AskMailFormProps {
  action: FormAction<{ email: string }>;
  label: string;
}

/** Says the same whether the address is known. */
export function AskMailForm({ action, label }: AskMailFormProps) {
  const [result, submit, pending] = useActionState(action, null);
  if (result?.ok)
    return (
      <div className="flex flex-col gap-4">
        <Alert tone="info" title="Look into your mail">
          If {result.data.email} has a sign-in here, a link is on its way. It may take a minute, or lie in the spam
          folder.
        </Alert>
        <BackLink />
      </div>
    );
  const fields = result && !result.ok ? (result.error.fields ?? {}) : {};
  return (
    <form action={submit} className="flex flex-col gap-4">
      <Field label="E-mail address" error={fields.email} required>
        <Input name="email" type="email" autoComplete="username" inputMode="email" spellCheck={false} autoFocus />
      </Field>
      <FormError>{result && !result.ok && !result.error.fields ? result.error.message : null}</FormError>
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        {label}
      </Button>
      <BackLink />
    </form>
  );
}

function BackLink() {
  return (
    <Link href="/sign-in" className="text-center text-primary underline underline-offset-2">
      Back to sign in
    </Link>
  );
}
