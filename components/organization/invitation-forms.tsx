"use client";

import { signOut } from "next-auth/react";
import { type FormAction, useFormAction } from "@/components/identity/use-form-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** A button, also before the page has hydrated. */
export function AcceptInvitationForm({ action, token }: { action: FormAction<never>; token: string }) {
  const { form, pending, refusal, fields } = useFormAction(action);
  return (
    <form {...form} className="flex flex-col gap-4">
      <input type="hidden" name="token" value={token} />
      <FormError>{refusal ?? fields.token?.join(" ")}</FormError>
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        Join
      </Button>
    </form>
  );
}

/** A sign-in of one's own for the invited address. */
export function JoinForm({ action, token, email }: { action: FormAction<never>; token: string; email: string }) {
  const { form, pending, refusal, fields } = useFormAction(action);
  return (
    <form {...form} className="flex flex-col gap-4">
      <input type="hidden" name="token" value={token} />
      <Field label="E-mail address" hint="The invitation is for it. Joining confirms that it is yours.">
        <Input value={email} readOnly autoComplete="username" type="email" />
      </Field>
      <Field label="Your name" error={fields.name} required>
        <Input name="name" autoComplete="name" />
      </Field>
      <Field
        label="Password"
        hint="12 characters or more; a few words together do well."
        error={fields.password}
        required
      >
        <Input name="password" type="password" autoComplete="new-password" />
      </Field>
      <FormError>{refusal ?? fields.token?.join(" ")}</FormError>
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        Sign up and join
      </Button>
    </form>
  );
}

interface OtherAddressProps {
  signedInAs: string;
  email: string;
  path: string;
}

export function OtherAddress({ signedInAs, email, path }: OtherAddressProps) {
  return (
    <div className="flex flex-col gap-4">
      <Alert tone="warning" title="This invitation is for another address">
        You are signed in as {signedInAs}, and it is for {email}. Sign out, then sign in or up with that address; or ask
        to be invited with yours.
      </Alert>
      <Button size="lg" onClick={() => signOut({ callbackUrl: path })}>
        Sign out
      </Button>
    </div>
  );
}
