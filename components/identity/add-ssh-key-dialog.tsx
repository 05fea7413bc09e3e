"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent, DialogFooter, DialogTrigger } from "@/components/ui/dialog";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import type { ActionResult } from "@/lib/web/action-result";
import type { Refusal } from "@/lib/web/refusal";

type AddSshKeyDialogProps = {
  onAdd: (input: { name: string; publicKey: string }) => Promise<ActionResult<{ fingerprint: string }>>;
};

export function AddSshKeyDialog({ onAdd }: AddSshKeyDialogProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Pick<Refusal, "message" | "fields"> | null>(null);

  function changeOpen(next: boolean) {
    if (pending) return;
    setRefusal(null);
    setOpen(next);
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (pending) return;
    const form = new FormData(event.currentTarget);
    const name = String(form.get("name"));
    setPending(true);
    setRefusal(null);
    try {
      const result = await onAdd({ name, publicKey: String(form.get("publicKey")) });
      if (!result.ok) return setRefusal(result.error);
      setOpen(false);
      toast.success(`Added ${name}`, { description: result.data.fingerprint });
      router.refresh();
    } catch {
      setRefusal({ message: "The request did not get through. Try again." });
    } finally {
      setPending(false);
    }
  }

  const { fields } = refusal ?? {};
  return (
    <Dialog open={open} onOpenChange={changeOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">Add SSH key</Button>
      </DialogTrigger>
      <DialogContent title="Add SSH key" description="The public half only: the file that ends in .pub.">
        <form onSubmit={submit} noValidate>
          <FieldGroup>
            <Field label="Name" hint="Whose key it is, or which machine's." error={fields?.name} required>
              <Input name="name" autoComplete="off" maxLength={60} placeholder="work laptop" />
            </Field>
            <Field
              label="Public key"
              hint="ed25519, ECDSA, RSA from 2048 bits, or a security token's."
              error={fields?.publicKey}
              required
            >
              <Textarea
                name="publicKey"
                rows={5}
                className="break-all font-mono text-xs"
                autoComplete="off"
                spellCheck={false}
                placeholder="ssh-ed25519 AAAAC3..."
              />
            </Field>
            <FormError>{fields ? null : refusal?.message}</FormError>
          </FieldGroup>
          <DialogFooter>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" variant="primary" pending={pending}>
              Add key
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
