"use client";

import type { ActionResult } from "@/lib/web/action-result";
import type { Refusal } from "@/lib/web/refusal";

const LOST: Refusal = { code: "unavailable", message: "The request did not get through. Try again.", requestId: "" };

/** A route of ours, answered as an action would. */
export async function callApi<T>(method: "GET" | "POST", path: string, body: object = {}): Promise<ActionResult<T>> {
  const sent = method === "POST" ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {};
  try {
    const response = await fetch(path, { method, ...sent });
    const data = response.status === 204 ? undefined : await response.json();
    return response.ok ? { ok: true, data } : { ok: false, error: data?.error ?? LOST };
  } catch {
    return { ok: false, error: LOST };
  }
}
