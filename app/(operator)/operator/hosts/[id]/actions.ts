"use server";

import { askKeyReplacement } from "@/lib/fleet/ask-key-replacement";
import { mintReplacementToken } from "@/lib/fleet/mint-replacement-token";
import { ownHostInput } from "@/lib/fleet/schemas";
import { action } from "@/lib/web/action";

export const submitKeyRequest = action(ownHostInput, askKeyReplacement);

export const submitReEnrolment = action(ownHostInput, mintReplacementToken);
