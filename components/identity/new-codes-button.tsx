"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent, DialogFooter, DialogTrigger } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/field";
import { useDialogForm } from "@/components/use-dialog-form";
import type { ActionResult } from "@/lib/web/action-result";
import { RecoveryCodes } from "./recovery-codes";

interface NewCodesButtonProps {
  submit: (input: Record<string, never>) => Promise<ActionResult<{ recoveryCodes: string[] }>>;
}

export function NewCodesButton({ submit }: NewCodesButtonProps) {
  const router = useRouter();
  const form = useDialogForm();
  const [codes, setCodes] = useState<string[] | null>(null);

  function changeOpen(next: boolean) {
    setCodes(null);
    form.changeOpen(next);
  }

  async function make() {
    const made = await form.send(() => submit({}));
    if (!made) return;
    setCodes(made.recoveryCodes);
    router.refresh();
  }

  return (
    <Dialog open={form.open} onOpenChange={changeOpen}>
      <DialogTrigger asChild>
        <Button>New codes</Button>
      </DialogTrigger>
      <DialogContent title="New recovery codes" description="The codes that you have now are void then.">
        {codes ? (
          <RecoveryCodes codes={codes} onDone={() => changeOpen(false)} />
        ) : (
          <>
            <FormError>{form.message}</FormError>
            <DialogFooter>
              <DialogClose asChild>
                <Button>Cancel</Button>
              </DialogClose>
              <Button variant="primary" pending={form.pending} onClick={make}>
                Make ten new codes
              </Button>
            </DialogFooter>
          </>
        )}
      </DialogContent>
    </Dialog>
  );
}
