"use client";

import type { ActionResult } from "@/lib/web/action-result";

type Answer = (isProven: boolean) => void;

let ask: ((answer: Answer) => void) | null = null;

/** Of the one dialog on a page; answers how to take it back. */
export function offerStepUp(open: (answer: Answer) => void): () => void {
  ask = open;
  return () => {
    if (ask === open) ask = null;
  };
}

/** Opens the dialog that proves a second factor; false where it was closed, or there is none on the page. */
export function askForFactor(): Promise<boolean> {
  return new Promise((answer) => (ask ? ask(answer) : answer(false)));
}

/** Sends a request again, once, when it asked for a second factor and one was proven. */
export async function withStepUp<T>(request: () => Promise<ActionResult<T>>): Promise<ActionResult<T>> {
  const result = await request();
  if (result.ok || result.error.code !== "second_factor_required" || !(await askForFactor())) return result;
  return request();
}
