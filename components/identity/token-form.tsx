"use client";

import Link from "next/link";
import { useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/field";
import type { FormAction } from "./use-form-action";

interface TokenFormProps {
  action: FormAction<{ email: string }>;
  token: string;
  label: string;
  /** What is said when it is done; the text follows the address that it was about. */
  done: { title: string; text: string };
  next: { href: string; label: string };
}

/** A button for what a mailed link asks, also before the page has hydrated. */
export function TokenForm({ action, token, label, done, next }: TokenFormProps) {
  const [result, submit, pending] = useActionState(action, null);
  if (result?.ok)
    return (
      <div className="flex flex-col gap-4">
        <Alert tone="success" title={done.title}>
          {result.data.email} {done.text}
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
          {label}
        </Button>
      )}
    </form>
  );
}

function NextLink({ href, label }: TokenFormProps["next"]) {
  return (
    <Button asChild variant="primary" size="lg">
      <Link href={href}>{label}</Link>
    </Button>
  );
}
