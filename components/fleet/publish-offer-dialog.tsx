"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent, DialogFooter, DialogTrigger } from "@/components/ui/dialog";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import type { OfferableModel, SiteModel } from "@/lib/fleet/offer-queries";
import type { PublishOfferInput } from "@/lib/fleet/schemas";
import type { ActionResult } from "@/lib/web/action-result";
import { OfferCounts } from "./offer-counts";
import { useDialogForm } from "./use-dialog-form";

type PublishOfferDialogProps = {
  sites: { id: string; name: string }[];
  models: OfferableModel[];
  siteModels: SiteModel[];
  onPublish: (input: PublishOfferInput) => Promise<ActionResult<{ offerIds: string[] }>>;
};

export function PublishOfferDialog({ sites, models, siteModels, onPublish }: PublishOfferDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const [siteId, setSiteId] = useState(sites[0]?.id ?? "");
  const [chosenModelId, setChosenModelId] = useState("");
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [price, setPrice] = useState("");

  const here = new Map(siteModels.filter((row) => row.siteId === siteId).map((row) => [row.modelId, row.largestHost]));
  const present = models.filter((model) => here.has(model.modelId));
  const absent = models.filter((model) => !here.has(model.modelId));
  const model = models.find((row) => row.modelId === chosenModelId) ?? present[0] ?? absent[0];
  const largest = (model && here.get(model.modelId)) ?? null;
  const offerable = (model?.skus ?? []).filter((sku) => largest === null || sku.count <= largest);
  const skuIds = offerable.filter((sku) => !left.has(sku.id)).map((sku) => sku.id);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const published = await form.send(() =>
      onPublish({
        siteId,
        skuIds,
        wholesalePerHour: price,
        currency: "USD",
        from: utcInstant(data.get("from")),
        to: utcInstant(data.get("to")),
      }),
    );
    if (!published) return;
    form.setOpen(false);
    setPrice("");
    setLeft(new Set());
    const count = published.offerIds.length;
    toast.success(`Published ${count} ${count === 1 ? "offer" : "offers"} of ${model?.name}`);
    router.refresh();
  }

  const { fields } = form;
  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button variant="primary" disabled={sites.length === 0}>
          Publish offer
        </Button>
      </DialogTrigger>
      <DialogContent
        title="Publish offer"
        description="Your price for accelerators at a site. To change it later, withdraw the offer and publish the next."
      >
        <form onSubmit={submit} noValidate>
          <FieldGroup columns={2}>
            <Field label="Site" error={fields.siteId} required>
              <NativeSelect value={siteId} onChange={(event) => setSiteId(event.target.value)}>
                {sites.map((site) => (
                  <option key={site.id} value={site.id}>
                    {site.name}
                  </option>
                ))}
              </NativeSelect>
            </Field>
            <Field label="Accelerator model" required>
              <NativeSelect value={model?.modelId ?? ""} onChange={(event) => setChosenModelId(event.target.value)}>
                <ModelGroup label="At this site" models={present} />
                <ModelGroup label="No host here has it yet" models={absent} />
              </NativeSelect>
            </Field>
            <div className="sm:col-span-2">
              <OfferCounts
                skus={offerable}
                chosen={skuIds}
                price={price}
                largestHost={largest}
                error={fields.skuIds}
                onToggle={(skuId) => setLeft((now) => toggled(now, skuId))}
              />
            </div>
            <Field
              label="Wholesale price, USD per accelerator-hour"
              hint="What you earn for each accelerator and hour of use."
              error={fields.wholesalePerHour}
              className="sm:col-span-2"
              required
            >
              <Input
                inputMode="decimal"
                autoComplete="off"
                placeholder="1.85"
                value={price}
                onChange={(event) => setPrice(event.target.value)}
              />
            </Field>
            <Field label="From (UTC)" hint="Empty: at once." error={fields.from} optional>
              <Input type="datetime-local" name="from" />
            </Field>
            <Field label="To (UTC)" hint="Empty: until withdrawn." error={fields.to} optional>
              <Input type="datetime-local" name="to" />
            </Field>
          </FieldGroup>
          <div className="mt-4 empty:hidden">
            <FormError>{form.message}</FormError>
          </div>
          <DialogFooter>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" variant="primary" pending={form.pending}>
              Publish offer
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}

function ModelGroup({ label, models }: { label: string; models: OfferableModel[] }) {
  if (models.length === 0) return null;
  return (
    <optgroup label={label}>
      {models.map((model) => (
        <option key={model.modelId} value={model.modelId}>
          {model.name}
        </option>
      ))}
    </optgroup>
  );
}

function toggled(ids: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** The field has no time zone: what is typed is UTC, as its label says. */
function utcInstant(value: FormDataEntryValue | null): Date | null {
  return typeof value === "string" && value !== "" ? new Date(`${value}Z`) : null;
}
