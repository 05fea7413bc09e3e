import type { TermsField } from "./terms-form";

interface Sku {
  id: string;
  code: string;
  kind: "compute" | "storage";
}

interface Named {
  id: string;
  name: string;
}

export function rateFields(skus: readonly Sku[], sites: readonly Named[], currency: string): TermsField[] {
  const storageFirst = [...skus].sort((a, b) => Number(b.kind === "storage") - Number(a.kind === "storage"));
  return [
    {
      name: "skuId",
      label: "SKU",
      kind: "select",
      options: storageFirst.map(({ id, code }) => ({ value: id, label: code })),
      hint: "Storage is paid per GiB-hour of stopped instances.",
    },
    {
      name: "siteId",
      label: "Site",
      kind: "select",
      options: [{ value: "", label: "Any site" }, ...sites.map(({ id, name }) => ({ value: id, label: name }))],
      hint: "A site's own rate comes before the one of any site.",
    },
    { name: "price", label: `Wholesale (${currency} per unit-hour)`, kind: "decimal", placeholder: "1.85" },
    { name: "from", label: "From (UTC)", kind: "instant", optional: true, hint: "Empty: from now on." },
  ];
}

export function commitmentFields(models: readonly Named[], currency: string, month: string): TermsField[] {
  return [
    {
      name: "modelId",
      label: "Accelerator model",
      kind: "select",
      options: models.map(({ id, name }) => ({ value: id, label: name })),
    },
    { name: "acceleratorHoursPerMonth", label: "Accelerator-hours a month", kind: "decimal", placeholder: "5840" },
    { name: "price", label: `Paid for an idle hour (${currency})`, kind: "decimal", placeholder: "1.20" },
    { name: "fromMonth", label: "First month (UTC)", kind: "month", initial: month },
    { name: "throughMonth", label: "Last month", kind: "month", optional: true, hint: "Empty: with the contract." },
  ];
}
