"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { FormError } from "@/components/ui/field";
import { useDialogForm } from "@/components/use-dialog-form";
import type { CreateSiteInput } from "@/lib/fleet/schemas";
import type { ActionResult } from "@/lib/web/action-result";
import { BLANK_SITE, SiteFields } from "./site-fields";

type CreateSiteDialogProps = { onCreate: (input: CreateSiteInput) => Promise<ActionResult<{ siteId: string }>> };

export function CreateSiteDialog({ onCreate }: CreateSiteDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const [draft, setDraft] = useState(BLANK_SITE);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { name, city, country } = draft;
    const coordinates = { latitude: degrees(draft.latitude), longitude: degrees(draft.longitude) };
    const created = await form.send(() => onCreate({ name, city, country, ...coordinates }));
    if (!created) return;
    form.setOpen(false);
    setDraft(BLANK_SITE);
    toast.success(`Created ${name}`);
    router.push(`/operator/sites/${created.siteId}`);
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">Create site</Button>
      </DialogTrigger>
      <DialogContent title="Create site" description="A building with hosts. Customers choose by its country.">
        <form onSubmit={submit} noValidate>
          <SiteFields
            draft={draft}
            errors={form.fields}
            onChange={(change) => setDraft((now) => ({ ...now, ...change }))}
          />
          <div className="mt-4 empty:hidden">
            <FormError>{form.message}</FormError>
          </div>
          <DialogSubmit pending={form.pending}>Create site</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}

/** An empty field is no zero: the equator has to be typed. */
function degrees(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text.replace(",", "."));
}
