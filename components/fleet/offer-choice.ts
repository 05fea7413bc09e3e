import type { OfferableModel, SiteModel } from "@/lib/fleet/offer-queries";

export interface OfferChoice {
  /** Models that hosts of the site have, and the rest of the catalogue. */
  present: OfferableModel[];
  absent: OfferableModel[];
  model: OfferableModel | undefined;
  /** Of the model, in one host of the site; null where no host has it. */
  largestHost: number | null;
  skus: OfferableModel["skus"];
}

/** What can be offered at a site: the model asked for, else the first that is there, in counts that one host can hold. */
export function offerChoice(
  models: readonly OfferableModel[],
  siteModels: readonly SiteModel[],
  siteId: string,
  modelId: string,
): OfferChoice {
  const here = new Map(siteModels.filter((row) => row.siteId === siteId).map((row) => [row.modelId, row.largestHost]));
  const present = models.filter((model) => here.has(model.modelId));
  const absent = models.filter((model) => !here.has(model.modelId));
  const model = models.find((row) => row.modelId === modelId) ?? present[0] ?? absent[0];
  const largestHost = (model && here.get(model.modelId)) ?? null;
  const skus = (model?.skus ?? []).filter((sku) => largestHost === null || sku.count <= largestHost);
  return { present, absent, model, largestHost, skus };
}
