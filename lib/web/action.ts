import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import type { Context } from "@/lib/context";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import type { ActionResult } from "./action-result";
import { getContext } from "./context";
import { fieldsOf } from "./form-fields";
import { refusalOf, toAppError } from "./refusal";

type Verb<S extends z.ZodType, T> = (ctx: Context, input: z.output<S>) => Promise<T>;

/**
 * A server action called from code: `export const stopLease = action(stopLeaseSchema, stopLeaseVerb)`. It never throws for what a person
 * may read. `redirect()` and `notFound()` inside the verb pass through. Next has compared Origin with Host before it runs. What it takes is
 * said on it for e2e/security, which calls every one.
 */
export function action<S extends z.ZodType, T>(schema: S, verb: Verb<S, T>) {
  const call = async (input: z.input<S>): Promise<ActionResult<T>> => perform(schema, verb, input);
  return Object.assign(call, { schema, takesForm: false });
}

/** The same for `useActionState`: a form that also works before its page has hydrated. Fields are named as the schema's keys. */
export function formAction<S extends z.ZodType, T>(schema: S, verb: Verb<S, T>) {
  const submit = async (_previous: ActionResult<T> | null, form: FormData): Promise<ActionResult<T>> =>
    perform(schema, verb, form instanceof FormData ? fieldsOf(form) : form);
  return Object.assign(submit, { schema, takesForm: true });
}

async function perform<S extends z.ZodType, T>(schema: S, verb: Verb<S, T>, input: unknown): Promise<ActionResult<T>> {
  let requestId = newId("req");
  try {
    const ctx = await getContext();
    requestId = ctx.requestId;
    return { ok: true, data: await verb(ctx, parseInput(schema, input)) };
  } catch (error) {
    unstable_rethrow(error);
    return { ok: false, error: refusalOf(toAppError(error, requestId), requestId) };
  }
}
