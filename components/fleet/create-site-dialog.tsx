"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent, DialogFooter, DialogTrigger } from "@/components/ui/dialog";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import { CITIES } from "@/lib/core/fleet/cities";
import { COUNTRY_CODES, countryName } from "@/lib/core/fleet/countries";
import type { CreateSiteInput } from "@/lib/fleet/schemas";
import type { ActionResult } from "@/lib/web/action-result";
import { useDialogForm } from "./use-dialog-form";

const cities = CITIES.map((city) => ({ ...city, label: `${city.city}, ${countryName(city.country)}` })).sort((a, b) =>
  a.label.localeCompare(b.label, "en"),
);
const countries = COUNTRY_CODES.map((code) => ({ value: code, label: `${countryName(code)} (${code})` })).sort((a, b) =>
  a.label.localeCompare(b.label, "en"),
);
const blank = { city: "", country: "", latitude: "", longitude: "" };

type CreateSiteDialogProps = { onCreate: (input: CreateSiteInput) => Promise<ActionResult<{ siteId: string }>> };

export function CreateSiteDialog({ onCreate }: CreateSiteDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const [place, setPlace] = useState(blank);

  function pick(index: string) {
    const city = index === "" ? undefined : cities[Number(index)];
    if (!city) return setPlace(blank);
    const { country, latitude, longitude } = city;
    setPlace({ city: city.city, country, latitude: String(latitude), longitude: String(longitude) });
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name"));
    const coordinates = { latitude: degrees(place.latitude), longitude: degrees(place.longitude) };
    const created = await form.send(() => onCreate({ name, city: place.city, country: place.country, ...coordinates }));
    if (!created) return;
    form.setOpen(false);
    setPlace(blank);
    toast.success(`Created ${name}`);
    router.push(`/operator/sites/${created.siteId}`);
  }

  const set = (field: keyof typeof blank) => (event: { target: { value: string } }) =>
    setPlace((now) => ({ ...now, [field]: event.target.value }));
  const { fields } = form;
  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">Create site</Button>
      </DialogTrigger>
      <DialogContent title="Create site" description="A building with hosts. Customers choose by its country.">
        <form onSubmit={submit} noValidate>
          <FieldGroup columns={2}>
            <Field label="Name" hint="Unique among your sites." error={fields.name} required className="sm:col-span-2">
              <Input name="name" autoComplete="off" maxLength={80} placeholder="Reykjavik 1" />
            </Field>
            <Field label="Known city" hint="Fills in the rest." optional className="sm:col-span-2">
              <NativeSelect onChange={(event) => pick(event.target.value)} defaultValue="">
                <option value="">Another place</option>
                {cities.map((city, index) => (
                  <option key={city.label} value={index}>
                    {city.label}
                  </option>
                ))}
              </NativeSelect>
            </Field>
            <Field label="City" error={fields.city} required>
              <Input name="city" autoComplete="off" value={place.city} onChange={set("city")} />
            </Field>
            <Field label="Country" error={fields.country} required>
              <NativeSelect value={place.country} onChange={set("country")}>
                <option value="">Choose a country</option>
                {countries.map((country) => (
                  <option key={country.value} value={country.value}>
                    {country.label}
                  </option>
                ))}
              </NativeSelect>
            </Field>
            <Field label="Latitude" hint="Degrees, north positive." error={fields.latitude} required>
              <Input inputMode="text" autoComplete="off" value={place.latitude} onChange={set("latitude")} />
            </Field>
            <Field label="Longitude" hint="Degrees, east positive." error={fields.longitude} required>
              <Input inputMode="text" autoComplete="off" value={place.longitude} onChange={set("longitude")} />
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
              Create site
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}

/** An empty field is no zero: the equator has to be typed. */
function degrees(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text.replace(",", "."));
}
