"use client";

import { KeyRound } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/field";
import type { PasskeyOptions, PasskeyResponse } from "@/lib/identity/passkeys";
import type { ActionResult } from "@/lib/web/action-result";
import { signWithPasskey } from "./passkey-client";

interface PasskeyButtonProps {
  ask: (input: Record<string, never>) => Promise<ActionResult<PasskeyOptions>>;
  submit: (input: { response: PasskeyResponse; next: string | null }) => Promise<ActionResult<never>>;
  next: string | null;
  children: ReactNode;
}

export function PasskeyButton({ ask, submit, next, children }: PasskeyButtonProps) {
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);

  async function send(): Promise<string | null> {
    const asked = await ask({});
    if (!asked.ok) return asked.error.message;
    const signed = await signWithPasskey(asked.data);
    if (!signed.ok) return signed.message;
    const result = await submit({ response: signed.response, next });
    return result && !result.ok ? result.error.message : null;
  }

  async function run() {
    setPending(true);
    setRefusal(null);
    try {
      setRefusal(await send());
    } catch {
      setRefusal("The request did not get through. Try again.");
    } finally {
      setPending(false);
    }
  }

  return (
    <div className="flex flex-col gap-2">
      <Button size="lg" pending={pending} onClick={run}>
        <KeyRound aria-hidden />
        {children}
      </Button>
      <FormError>{refusal}</FormError>
    </div>
  );
}
