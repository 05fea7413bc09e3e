"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { toast } from "sonner";
import type { Wire } from "@/components/wire";
import type { PreviewReratingInput, RerateLeasesInput } from "@/lib/metering/correction-schemas";
import type { ReratingPreview } from "@/lib/metering/preview-rerating";
import type { ReratingProgress } from "@/lib/metering/rerate-leases";
import type { ActionResult } from "@/lib/web/action-result";
import type { Refusal } from "@/lib/web/refusal";
import { toInstant } from "./to-instant";

export interface RerateActions {
  preview: (input: PreviewReratingInput) => Promise<ActionResult<Wire<ReratingPreview>>>;
  rerate: (input: RerateLeasesInput) => Promise<ActionResult<Wire<ReratingProgress>>>;
}

export interface RerateTarget {
  priceBookId: string;
  skuId: string;
  region: string;
}

const BLANK = { from: "", to: "", price: "", reason: "" };

/** State of the re-rating form: looked at first, then posted batch by batch under one key, so that a break loses nothing. */
export function useRerateForm(target: RerateTarget | undefined, actions: RerateActions) {
  const router = useRouter();
  const [draft, setDraft] = useState(BLANK);
  const [preview, setPreview] = useState<Wire<ReratingPreview> | null>(null);
  const [refusal, setRefusal] = useState<Pick<Refusal, "message" | "fields">>();
  const [isPending, setPending] = useState(false);
  const key = useRef<string>(undefined);

  function forget() {
    key.current = undefined;
    setPreview(null);
    setRefusal(undefined);
  }

  function change(part: Partial<typeof BLANK>) {
    if (Object.keys(part).some((field) => field !== "reason")) forget();
    setDraft((now) => ({ ...now, ...part }));
  }

  const wanted = () => ({
    ...target!,
    price: draft.price,
    from: toInstant(draft.from),
    to: toInstant(draft.to),
  });

  async function look() {
    setPending(true);
    const result = await actions.preview(wanted()).catch(() => null);
    setPending(false);
    setRefusal(result?.ok ? undefined : (result?.error ?? { message: "The request did not get through. Try again." }));
    setPreview(result?.ok ? result.data : null);
  }

  /** Answers the reason when refused. */
  async function post(): Promise<string | undefined> {
    key.current ??= crypto.randomUUID();
    let corrected = 0;
    for (let more = true; more; ) {
      const result = await actions.rerate({ ...wanted(), reason: draft.reason, idempotencyKey: key.current });
      setRefusal(result.ok ? undefined : result.error);
      if (!result.ok) return result.error.message;
      corrected += result.data.corrected;
      more = result.data.more && result.data.corrected > 0;
    }
    toast.success(`${corrected} lease${corrected === 1 ? "" : "s"} re-rated`);
    setDraft(BLANK);
    forget();
    router.refresh();
    return undefined;
  }

  return { draft, change, forget, preview, errors: refusal?.fields ?? {}, refusal, isPending, look, post };
}
