import type { Refusal } from "./refusal";

/** What a server action answers. Money in `data` is a string of micros. */
export type ActionResult<T> = { ok: true; data: T } | { ok: false; error: Refusal };
