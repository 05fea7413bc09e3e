"use client";

import { Money } from "@/components/layout/money";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { RadioCard, RadioGroup } from "@/components/ui/radio-group";
import { countryName } from "@/lib/core/fleet/countries";
import type { StockOffer } from "./stock-offer";

type SitePickerProps = { offers: StockOffer[]; value: string; onChange: (siteId: string) => void };

export function SitePicker({ offers, value, onChange }: SitePickerProps) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium">Site</legend>
      <RadioGroup value={value} onValueChange={onChange} aria-label="Site">
        {offers.map((offer) => (
          <RadioCard
            key={offer.siteId}
            value={offer.siteId}
            label={
              <span className="flex flex-wrap items-center gap-2">
                {offer.city}, {countryName(offer.country)}
                {offer.simulated ? <SimulatedBadge /> : null}
              </span>
            }
            description={`${offer.siteName}, ${stockText(offer.availableUnits)}`}
            aside={
              <Money
                micros={offer.retailMicrosPerHour}
                currency={offer.currency}
                precision="trimmed"
                suffix="/accelerator-hour"
              />
            }
          />
        ))}
      </RadioGroup>
    </fieldset>
  );
}

export function stockText(units: number): string {
  return units === 0 ? "sold out" : `${units} can start now`;
}
