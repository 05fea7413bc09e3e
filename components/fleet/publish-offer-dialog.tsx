"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { FormError } from "@/components/ui/field";
import { useDialogForm } from "@/components/use-dialog-form";
import type { OfferableModel, SiteModel } from "@/lib/fleet/offer-queries";
import type { PublishOfferInput } from "@/lib/fleet/schemas";
import type { ActionResult } from "@/lib/web/action-result";
import { offerChoice } from "./offer-choice";
import { BLANK_OFFER, OfferFields } from "./offer-fields";

type PublishOfferDialogProps = {
  sites: { id: string; name: string }[];
  models: OfferableModel[];
  siteModels: SiteModel[];
  onPublish: (input: PublishOfferInput) => Promise<ActionResult<{ offerIds: string[] }>>;
};

export function PublishOfferDialog({ sites, models, siteModels, onPublish }: PublishOfferDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const [draft, setDraft] = useState({ ...BLANK_OFFER, siteId: sites[0]?.id ?? "" });
  const choice = offerChoice(models, siteModels, draft.siteId, draft.modelId);
  const skuIds = choice.skus.map((sku) => sku.id).filter((id) => !draft.leftOut.includes(id));

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { siteId, price, currency } = draft;
    const window = { from: utcInstant(draft.from), to: utcInstant(draft.to) };
    const published = await form.send(() =>
      onPublish({ siteId, skuIds, wholesalePerHour: price, currency, ...window }),
    );
    if (!published) return;
    form.setOpen(false);
    setDraft({ ...BLANK_OFFER, siteId });
    const count = published.offerIds.length;
    toast.success(`Published ${count} ${count === 1 ? "offer" : "offers"} of ${choice.model?.name}`);
    router.refresh();
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">Publish offer</Button>
      </DialogTrigger>
      <DialogContent
        title="Publish offer"
        description="Your price for accelerators at a site. To change it later, withdraw the offer and publish the next."
      >
        <form onSubmit={submit} noValidate>
          <OfferFields
            sites={sites}
            choice={choice}
            skuIds={skuIds}
            draft={draft}
            errors={form.fields}
            onChange={(change) => setDraft((now) => ({ ...now, ...change }))}
          />
          <div className="mt-4 empty:hidden">
            <FormError>{form.message}</FormError>
          </div>
          <DialogSubmit pending={form.pending}>Publish offer</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}

/** The field has no time zone: what is typed is UTC, as its label says. */
function utcInstant(value: string): Date | null {
  return value === "" ? null : new Date(`${value}Z`);
}
