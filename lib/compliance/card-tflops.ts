import { sql } from "drizzle-orm";
import { acceleratorModels } from "@/db/schema";

/** What a class of accelerators goes by: of the whole card or module, though its chips are leased one by one. */
export const cardTflops = sql<number | null>`${acceleratorModels.bf16Tflops} * ${acceleratorModels.chipsPerCard}`;
