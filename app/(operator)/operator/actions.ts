"use server";

import { z } from "zod";
import { sendVerificationAgain } from "@/lib/identity/send-verification-again";
import { action } from "@/lib/web/action";

export const sendVerification = action(z.object({}), sendVerificationAgain);
