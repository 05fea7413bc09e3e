"use client";

import Link from "next/link";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/field";
import { Skeleton } from "@/components/ui/skeleton";
import type { FactorProof, FactorsHeld } from "@/lib/identity/second-factor";
import { CodeField } from "./factor-form";
import { callApi } from "./own-api";
import { signWithPasskey } from "./passkey-client";
import { offerStepUp } from "./step-up";

/** One on each page of a portal: what asks for a second factor opens it, and goes on when one is proven. */
export function StepUpDialog() {
  const answer = useRef<(isProven: boolean) => void>(null);
  const [open, setOpen] = useState(false);
  const [held, setHeld] = useState<FactorsHeld | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);

  useEffect(
    () =>
      offerStepUp((tell) => {
        answer.current?.(false);
        answer.current = tell;
        setHeld(null);
        setRefusal(null);
        setOpen(true);
        void callApi<FactorsHeld>("GET", "/api/account/factor").then((got) =>
          got.ok ? setHeld(got.data) : setRefusal(got.error.message),
        );
      }),
    [],
  );

  function close(isProven: boolean) {
    setOpen(false);
    answer.current?.(isProven);
    answer.current = null;
  }

  return (
    <Dialog open={open} onOpenChange={(next) => (next ? undefined : close(false))}>
      <DialogContent
        size="sm"
        title="Confirm that it is you"
        description="This asks for your second factor. It then counts for ten minutes."
      >
        {held ? (
          held.totp || held.passkeys ? (
            <Proof held={held} onProven={() => close(true)} />
          ) : (
            <NoFactor onLeave={() => close(false)} />
          )
        ) : (
          <div className="flex flex-col gap-3">
            <FormError>{refusal}</FormError>
            {refusal ? null : <Skeleton className="h-16" />}
          </div>
        )}
      </DialogContent>
    </Dialog>
  );
}

function NoFactor({ onLeave }: { onLeave: () => void }) {
  return (
    <>
      <p>You have no second factor yet. Set one up, then do this again.</p>
      <DialogFooter>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button asChild variant="primary">
          <Link href="/settings/security" onClick={onLeave}>
            Set up a second factor
          </Link>
        </Button>
      </DialogFooter>
    </>
  );
}

function Proof({ held, onProven }: { held: FactorsHeld; onProven: () => void }) {
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);

  async function run(prove: () => Promise<string | null>) {
    if (pending) return;
    setPending(true);
    setRefusal(null);
    const reason = await prove();
    setPending(false);
    if (reason) setRefusal(reason);
    else onProven();
  }

  async function send(proof: FactorProof): Promise<string | null> {
    const result = await callApi<void>("POST", "/api/account/factor", proof);
    return result.ok ? null : (result.error.fields?.code?.[0] ?? result.error.message);
  }

  async function sendPasskey(): Promise<string | null> {
    const asked = await callApi<Parameters<typeof signWithPasskey>[0]>("POST", "/api/account/factor/challenge");
    if (!asked.ok) return asked.error.message;
    const signed = await signWithPasskey(asked.data);
    return signed.ok ? send({ passkey: signed.response }) : signed.message;
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    event.stopPropagation();
    const code = String(new FormData(event.currentTarget).get("code"));
    void run(() => send({ code }));
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {held.passkeys ? (
        <Button size="lg" pending={pending} onClick={() => run(sendPasskey)}>
          Use a passkey
        </Button>
      ) : null}
      <CodeField hasApp={held.totp} error={refusal ? [refusal] : undefined} />
      <DialogFooter>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={pending}>
          Confirm
        </Button>
      </DialogFooter>
    </form>
  );
}
