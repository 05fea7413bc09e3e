import { createLog } from "@/lib/log";
import { inWords } from "@/lib/stripe/refusal";

const log = createLog("payments");

/** Looks at each; one that cannot be looked at does not keep the others from it. Answers how many changed. */
export async function convergeAll(
  open: readonly { id: string }[],
  what: string,
  converge: (id: string) => Promise<boolean>,
): Promise<number> {
  let changed = 0;
  for (const { id } of open)
    try {
      if (await converge(id)) changed += 1;
    } catch (error) {
      log.error({ id, reason: inWords(error) }, `${what} cannot be looked at`);
    }
  return changed;
}
