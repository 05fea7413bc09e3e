"use client";

import type { FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { MintedToken } from "@/lib/fleet/insert-enrolment-token";
import type { MintEnrolmentTokenInput } from "@/lib/fleet/schemas";
import type { ActionResult } from "@/lib/web/action-result";
import { EnrolmentSteps } from "./enrolment-steps";
import { useMinting } from "./use-minting";

type EnrolHostDialogProps = {
  siteId: string;
  /** The platform's address, as the host will call it. */
  origin: string;
  onMint: (input: MintEnrolmentTokenInput) => Promise<ActionResult<MintedToken>>;
};

export function EnrolHostDialog({ siteId, origin, onMint }: EnrolHostDialogProps) {
  const { form, minted, mint, changeOpen } = useMinting();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const hostName = String(new FormData(event.currentTarget).get("hostName"));
    await mint(() => onMint({ siteId, hostName }));
  }

  return (
    <Dialog open={form.open} onOpenChange={changeOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">Enrol host</Button>
      </DialogTrigger>
      <DialogContent
        size={minted ? "lg" : "md"}
        title={minted ? `Enrol ${minted.hostName}` : "Enrol host"}
        description="The host's agent calls out to the platform; nothing has to reach the host from here."
        onInteractOutside={(event) => minted && event.preventDefault()}
      >
        {minted ? (
          <EnrolmentSteps minted={minted} origin={origin} />
        ) : (
          <form onSubmit={submit} noValidate>
            <FieldGroup>
              <Field
                label="Host name"
                hint="How you tell it from the site's other hosts: lower-case letters, digits, hyphens."
                error={form.fields.hostName}
                required
              >
                <Input name="hostName" autoComplete="off" spellCheck={false} maxLength={63} placeholder="gpu-01" />
              </Field>
              <FormError>{form.message}</FormError>
            </FieldGroup>
            <DialogSubmit pending={form.pending}>Make a token</DialogSubmit>
          </form>
        )}
      </DialogContent>
    </Dialog>
  );
}
