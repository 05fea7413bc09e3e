"use client";

import { useState } from "react";
import { withStepUp } from "@/components/identity/step-up";
import type { ActionResult } from "@/lib/web/action-result";
import type { Refusal } from "@/lib/web/refusal";

type Shown = Pick<Refusal, "message" | "fields">;

/** A form in a dialog: pending while it is sent, the server's reason when it is refused, sent again after a second factor that it asks for. */
export function useDialogForm(isOpen = false) {
  const [open, setOpen] = useState(isOpen);
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Shown | null>(null);

  function changeOpen(next: boolean) {
    if (pending) return;
    setRefusal(null);
    setOpen(next);
  }

  /** What was answered; null where it was refused or did not get through. */
  async function send<T>(request: () => Promise<ActionResult<T>>): Promise<T | null> {
    if (pending) return null;
    setPending(true);
    setRefusal(null);
    try {
      const result = await withStepUp(request);
      if (result.ok) return result.data;
      setRefusal(result.error);
    } catch {
      setRefusal({ message: "The request did not get through. Try again." });
    } finally {
      setPending(false);
    }
    return null;
  }

  const fields = refusal?.fields ?? {};
  return { open, changeOpen, setOpen, pending, fields, message: refusal?.fields ? null : refusal?.message, send };
}
