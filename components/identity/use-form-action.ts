"use client";

import { type FormEvent, startTransition, useActionState, useEffect, useRef } from "react";
import type { ActionResult } from "@/lib/web/action-result";
import { askForFactor } from "./step-up";

export type FormAction<T> = (previous: ActionResult<T> | null, form: FormData) => Promise<ActionResult<T>>;

/**
 * A form that the server also understands before the page has hydrated. Once hydrated it is sent from `onSubmit`, because React empties
 * a form that its `action` sent, and a refused form must keep what was typed. One that asks for a second factor is sent again after it.
 */
export function useFormAction<T>(action: FormAction<T>) {
  const [result, submit, pending] = useActionState(action, null);
  const sent = useRef<FormData>(null);
  const error = result && !result.ok ? result.error : null;

  useEffect(() => {
    const data = sent.current;
    if (error?.code !== "second_factor_required" || !data) return;
    sent.current = null;
    void askForFactor().then((isProven) => {
      if (isProven) startTransition(() => submit(data));
    });
  }, [error, submit]);

  const form = {
    action: submit,
    onSubmit(event: FormEvent<HTMLFormElement>) {
      event.preventDefault();
      const data = new FormData(event.currentTarget);
      sent.current = data;
      if (!pending) startTransition(() => submit(data));
    },
  };
  const refusal = error && !error.fields ? error.message : null;
  return { form, pending, fields: error?.fields ?? {}, refusal, isDone: result?.ok === true };
}
