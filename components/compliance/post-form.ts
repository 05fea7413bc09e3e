import type { ActionResult } from "@/lib/web/action-result";
import type { Refusal } from "@/lib/web/refusal";

/** Sends a form with files to a route of ours, and answers as an action does. */
export async function postForm<T>(url: string, form: FormData): Promise<ActionResult<T>> {
  const response = await fetch(url, { method: "POST", body: form });
  const answer = (await response.json()) as T & { error?: Refusal };
  return answer.error ? { ok: false, error: answer.error } : { ok: true, data: answer };
}
