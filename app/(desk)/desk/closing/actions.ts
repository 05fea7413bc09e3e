"use server";

import { closeBooks } from "@/lib/billing/close-books";
import { closeBooksInput } from "@/lib/billing/schemas";
import { action } from "@/lib/web/action";

export const closeBooksAction = action(closeBooksInput, closeBooks);
