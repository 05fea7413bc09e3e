import { expirePromo } from "@/lib/ledger/expire-promo";
import type { Job } from "../job";

export const expirePromoJob: Job = { name: "expire-promo", everyMs: 60_000, batch: 100, run: expirePromo };
