"use client";

import Link from "next/link";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type FormAction, useFormAction } from "./use-form-action";

export function ResetPasswordForm({ action, token }: { action: FormAction<void>; token: string }) {
  const { form, pending, fields, refusal, isDone } = useFormAction(action);
  if (isDone)
    return (
      <div className="flex flex-col gap-4">
        <Alert tone="success" title="Changed">
          You are signed out everywhere. Sign in with the new password.
        </Alert>
        <Button asChild variant="primary" size="lg">
          <Link href="/sign-in">Sign in</Link>
        </Button>
      </div>
    );
  return (
    <form {...form} className="flex flex-col gap-4">
      <input type="hidden" name="token" value={token} />
      <Field
        label="New password"
        hint="12 characters or more; a few words together do well."
        error={fields.newPassword}
        required
      >
        <Input name="newPassword" type="password" autoComplete="new-password" autoFocus />
      </Field>
      <FormError>{refusal}</FormError>
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        Choose this password
      </Button>
    </form>
  );
}
