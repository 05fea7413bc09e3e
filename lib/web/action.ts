import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import type { Context } from "@/lib/context";
import type { LimitName } from "@/lib/core/security/limits";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { inRequest } from "@/lib/request-scope";
import type { ActionResult } from "./action-result";
import { getContext } from "./context";
import { enforceEdgeLimit } from "./edge-limit";
import { fieldsOf } from "./form-fields";
import { refusalOf, toAppError } from "./refusal";

/** `action`'s own limit unless it has another: a launch, a sign-up. Null where the verb counts by itself what it does. */
interface ActionOptions {
  limit?: LimitName | null;
}

type Verb<S extends z.ZodType, T> = (ctx: Context, input: z.output<S>) => Promise<T>;

/**
 * A server action called from code: `export const stopLease = action(stopLeaseSchema, stopLeaseVerb)`. It never throws for what a person
 * may read. `redirect()` and `notFound()` inside the verb pass through. Next has compared Origin with Host before it runs. What it takes is
 * said on it for e2e/security, which calls every one.
 */
export function action<S extends z.ZodType, T>(schema: S, verb: Verb<S, T>, options: ActionOptions = {}) {
  const call = async (input: z.input<S>): Promise<ActionResult<T>> => perform(schema, verb, input, options);
  return Object.assign(call, { schema, takesForm: false });
}

/** The same for `useActionState`: a form that also works before its page has hydrated. Fields are named as the schema's keys. */
export function formAction<S extends z.ZodType, T>(schema: S, verb: Verb<S, T>, options: ActionOptions = {}) {
  const submit = async (_previous: ActionResult<T> | null, form: FormData): Promise<ActionResult<T>> =>
    perform(schema, verb, form instanceof FormData ? fieldsOf(form) : form, options);
  return Object.assign(submit, { schema, takesForm: true });
}

async function perform<S extends z.ZodType, T>(
  schema: S,
  verb: Verb<S, T>,
  input: unknown,
  { limit = "action" }: ActionOptions,
): Promise<ActionResult<T>> {
  let asker: Context | undefined;
  try {
    const ctx = await getContext();
    asker = ctx;
    if (limit) await enforceEdgeLimit(ctx, limit);
    return { ok: true, data: await inRequest(ctx.requestId, () => verb(ctx, parseInput(schema, input))) };
  } catch (error) {
    unstable_rethrow(error);
    const requestId = asker?.requestId ?? newId("req");
    return { ok: false, error: refusalOf(toAppError(error, requestId, asker), requestId) };
  }
}
