import { z } from "zod";

/** Nothing is chosen: what is due is closed, in order. */
export const closeBooksInput = z.strictObject({});
