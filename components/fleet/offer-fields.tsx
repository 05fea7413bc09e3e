import { Field, FieldGroup } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import { OFFER_CURRENCIES } from "@/lib/core/money";
import type { OfferableModel } from "@/lib/fleet/offer-queries";
import type { OfferChoice } from "./offer-choice";
import { OfferCounts } from "./offer-counts";

type OfferCurrency = (typeof OFFER_CURRENCIES)[number];

export interface OfferDraft {
  siteId: string;
  modelId: string;
  /** SKUs that were unticked: all that fit are offered otherwise. */
  leftOut: string[];
  price: string;
  currency: OfferCurrency;
  from: string;
  to: string;
}

export const BLANK_OFFER: OfferDraft = {
  siteId: "",
  modelId: "",
  leftOut: [],
  price: "",
  currency: "USD",
  from: "",
  to: "",
};

type OfferFieldsProps = {
  sites: { id: string; name: string }[];
  choice: OfferChoice;
  skuIds: string[];
  draft: OfferDraft;
  errors: Record<string, string[]>;
  onChange: (change: Partial<OfferDraft>) => void;
};

export function OfferFields({ sites, choice, skuIds, draft, errors, onChange }: OfferFieldsProps) {
  const { leftOut } = draft;
  const toggle = (id: string) =>
    onChange({ leftOut: leftOut.includes(id) ? leftOut.filter((other) => other !== id) : [...leftOut, id] });
  return (
    <FieldGroup columns={2}>
      <Field label="Site" error={errors.siteId} required>
        <NativeSelect
          value={draft.siteId}
          options={sites.map((site) => ({ value: site.id, label: site.name }))}
          onChange={(event) => onChange({ siteId: event.target.value })}
        />
      </Field>
      <Field label="Accelerator model" required>
        <NativeSelect
          value={choice.model?.modelId ?? ""}
          onChange={(event) => onChange({ modelId: event.target.value, leftOut: [] })}
        >
          <ModelGroup label="At this site" models={choice.present} />
          <ModelGroup label="No host here has it yet" models={choice.absent} />
        </NativeSelect>
      </Field>
      <div className="sm:col-span-2">
        <OfferCounts
          skus={choice.skus}
          chosen={skuIds}
          price={draft.price}
          currency={draft.currency}
          largestHost={choice.largestHost}
          error={errors.skuIds}
          onToggle={toggle}
        />
      </div>
      <Field
        label={`Wholesale price, ${draft.currency} per accelerator-hour`}
        hint="What you earn for each accelerator and hour of use."
        error={errors.wholesalePerHour}
        required
      >
        <Input
          inputMode="decimal"
          autoComplete="off"
          placeholder="1.85"
          value={draft.price}
          onChange={(event) => onChange({ price: event.target.value })}
        />
      </Field>
      <Field label="Currency" hint="What you are paid in." error={errors.currency} required>
        <NativeSelect
          value={draft.currency}
          options={OFFER_CURRENCIES.map((currency) => ({ value: currency, label: currency }))}
          onChange={(event) => onChange({ currency: event.target.value as OfferCurrency })}
        />
      </Field>
      <Field label="From (UTC)" hint="Empty: at once." error={errors.from} optional>
        <Input type="datetime-local" value={draft.from} onChange={(event) => onChange({ from: event.target.value })} />
      </Field>
      <Field label="To (UTC)" hint="Empty: until withdrawn." error={errors.to} optional>
        <Input type="datetime-local" value={draft.to} onChange={(event) => onChange({ to: event.target.value })} />
      </Field>
    </FieldGroup>
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
