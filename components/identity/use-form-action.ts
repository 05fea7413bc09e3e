"use client";

import { type FormEvent, startTransition, useActionState } from "react";
import type { ActionResult } from "@/lib/web/action-result";

export type FormAction<T> = (previous: ActionResult<T> | null, form: FormData) => Promise<ActionResult<T>>;

/**
 * A form that the server also understands before the page has hydrated. Once hydrated it is sent from `onSubmit`, because React empties
 * a form that its `action` sent, and a refused form must keep what was typed.
 */
export function useFormAction<T>(action: FormAction<T>) {
  const [result, submit, pending] = useActionState(action, null);
  const error = result && !result.ok ? result.error : null;
  const form = {
    action: submit,
    onSubmit(event: FormEvent<HTMLFormElement>) {
      event.preventDefault();
      const data = new FormData(event.currentTarget);
      if (!pending) startTransition(() => submit(data));
    },
  };
  return { form, pending, fields: error?.fields ?? {}, refusal: error && !error.fields ? error.message : null };
}
