"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import type { Currency } from "@/lib/core/money";
import { parseRetailInput, type RetailInput } from "@/lib/core/rating/retail-input";
import { type PriceFormBook, type PriceFormModel, type PriceFormOffer, previewOffers } from "./price-form-model";

export interface SetPriceRequest extends RetailInput {
  /** Absent before the first price: the default book is opened then. */
  bookId?: string;
  currency: Currency;
  skuIds: string[];
  region: string;
  from: string | null;
  appliesToRunning: boolean;
}

type Refusal = { message: string; fields?: Record<string, string[]> };
export type SetPrice = (request: SetPriceRequest) => Promise<{ ok: true } | { ok: false; error: Refusal }>;

const EMPTY = { amount: "", marginPercent: "", floor: "", cap: "" };

function priceOf(price: RetailInput): RetailInput {
  if (price.basis === "amount") return { basis: "amount", amount: price.amount };
  return { basis: "margin", marginPercent: price.marginPercent, floor: price.floor, cap: price.cap };
}

/** What is offered and not sold yet needs a price most; then what is offered at all. */
function firstModel(models: PriceFormModel[], offers: PriceFormOffer[]): string {
  const offer = offers.find((candidate) => candidate.retailMicrosPerHour === null) ?? offers[0];
  const offered = models.find((model) => model.skus.some((sku) => sku.id === offer?.skuId));
  return (offered ?? models[0])?.id ?? "";
}

/** State of the price form: what is chosen, what it would price today, and why it was refused. */
export function usePriceForm(
  book: PriceFormBook,
  models: PriceFormModel[],
  offers: PriceFormOffer[],
  setPrice: SetPrice,
) {
  const router = useRouter();
  const [modelId, setModelId] = useState(() => firstModel(models, offers));
  const [left, setLeft] = useState<readonly string[]>([]);
  const [region, setRegion] = useState("*");
  const [price, setPriceInput] = useState<RetailInput>({ basis: "amount", ...EMPTY });
  const [from, setFrom] = useState("");
  const [isReaching, setReaching] = useState(false);
  const [isTouched, setTouched] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();

  const model = models.find((candidate) => candidate.id === modelId);
  const skus = (model?.skus ?? []).filter((sku) => !left.includes(sku.id));
  const skuIds = skus.map((sku) => sku.id);
  const unit = model?.unit ?? "compute";
  const parsed = parseRetailInput(price, unit);
  const errors: Record<string, string[]> = { ...(isTouched && !parsed.ok ? parsed.fields : {}), ...refusal?.fields };

  async function submit(): Promise<string | undefined> {
    const result = await setPrice({
      ...priceOf(price),
      ...(book.id ? { bookId: book.id } : {}),
      currency: book.currency,
      skuIds,
      region,
      from: from ? `${from}:00Z` : null,
      appliesToRunning: isReaching,
    });
    setRefusal(result.ok ? undefined : result.error);
    if (!result.ok) return result.error.message;
    setTouched(false);
    setPriceInput({ basis: price.basis, ...EMPTY });
    setFrom("");
    setReaching(false);
    toast.success(`Price set for ${model?.name}`, { description: skus.map((sku) => sku.code).join(", ") });
    router.refresh();
    return undefined;
  }

  return {
    model,
    unit,
    skus,
    region,
    setRegion,
    price,
    from,
    setFrom,
    isReaching,
    /** Dated no earlier than the notice allows. */
    reach(isOn: boolean) {
      setReaching(isOn);
      if (isOn && from < book.earliestReaching) setFrom(book.earliestReaching);
    },
    parsed,
    errors,
    refusal,
    isTouched,
    touch: () => setTouched(true),
    submit,
    preview: parsed.ok ? previewOffers(offers, { skuIds, region, basis: parsed.value }) : [],
    chooseModel(id: string) {
      setModelId(id);
      setLeft([]);
    },
    isChosen: (skuId: string) => !left.includes(skuId),
    choose: (skuId: string, isChosen: boolean) =>
      setLeft(isChosen ? left.filter((id) => id !== skuId) : [...left, skuId]),
    changePrice(part: Partial<RetailInput>) {
      setRefusal(undefined);
      setPriceInput({ ...price, ...part });
    },
  };
}

export type PriceFormState = ReturnType<typeof usePriceForm>;
