import { z } from "zod";
import { CURRENCIES, parseMoney } from "@/lib/core/money";

/** The desk's credit form: the amount as it is typed. */
export const creditCustomerSchema = z
  .strictObject({
    organizationId: z.string().max(60),
    amount: z.string().max(40),
    currency: z.enum(CURRENCIES),
    reference: z.string().trim().min(3, "Say what it is for, in 3 to 200 characters.").max(200),
    idempotencyKey: z.string().min(8).max(100),
  })
  .transform(({ amount, ...input }, check) => {
    const amountMicros = parseMoney(amount);
    if (amountMicros !== null) return { ...input, amountMicros };
    check.addIssue({ code: "custom", path: ["amount"], message: "Enter an amount such as 250 or 1,250.50." });
    return z.NEVER;
  });
