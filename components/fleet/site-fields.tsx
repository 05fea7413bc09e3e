import { Field, FieldGroup } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import { CITIES } from "@/lib/core/fleet/cities";
import { countryChoices, countryName } from "@/lib/core/fleet/countries";

export const BLANK_SITE = { name: "", city: "", country: "", latitude: "", longitude: "" };
export type SiteDraft = typeof BLANK_SITE;

const byLabel = (a: { label: string }, b: { label: string }) => a.label.localeCompare(b.label, "en");
const cities = CITIES.map((city) => ({ ...city, label: `${city.city}, ${countryName(city.country)}` })).sort(byLabel);
const cityOptions = cities.map(({ label }, index) => ({ value: String(index), label }));
export const countryOptions = countryChoices();

type SiteFieldsProps = {
  draft: SiteDraft;
  errors: Record<string, string[]>;
  onChange: (change: Partial<SiteDraft>) => void;
};

export function SiteFields({ draft, errors, onChange }: SiteFieldsProps) {
  const bind = (field: keyof SiteDraft) => ({
    value: draft[field],
    autoComplete: "off",
    onChange: (event: { target: { value: string } }) => onChange({ [field]: event.target.value }),
  });
  return (
    <FieldGroup columns={2}>
      <Field label="Name" hint="Unique among your sites." error={errors.name} required className="sm:col-span-2">
        <Input maxLength={80} placeholder="Reykjavik 1" {...bind("name")} />
      </Field>
      <Field label="Known city" hint="Fills in the rest." optional className="sm:col-span-2">
        <NativeSelect
          defaultValue=""
          options={[{ value: "", label: "Another place" }, ...cityOptions]}
          onChange={(event) => onChange(placeOf(event.target.value))}
        />
      </Field>
      <Field label="City" error={errors.city} required>
        <Input {...bind("city")} />
      </Field>
      <Field label="Country" error={errors.country} required>
        <NativeSelect options={[{ value: "", label: "Choose a country" }, ...countryOptions]} {...bind("country")} />
      </Field>
      <Field label="Latitude" hint="Degrees, north positive." error={errors.latitude} required>
        <Input {...bind("latitude")} />
      </Field>
      <Field label="Longitude" hint="Degrees, east positive." error={errors.longitude} required>
        <Input {...bind("longitude")} />
      </Field>
    </FieldGroup>
  );
}

function placeOf(index: string): Partial<SiteDraft> {
  const known = index === "" ? undefined : cities[Number(index)];
  if (!known) return { city: "", country: "", latitude: "", longitude: "" };
  const { city, country, latitude, longitude } = known;
  return { city, country, latitude: String(latitude), longitude: String(longitude) };
}
