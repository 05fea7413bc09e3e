"use server";

import { declareCountry } from "@/lib/compliance/declare-country";
import { declareOwner } from "@/lib/compliance/declare-owner";
import { removeOwner } from "@/lib/compliance/remove-owner";
import {
  declareCountrySchema,
  declareOwnerSchema,
  removeOwnerSchema,
  signEndUseSchema,
} from "@/lib/compliance/schemas";
import { signEndUse } from "@/lib/compliance/sign-end-use";
import { action } from "@/lib/web/action";

export const declareCountryAction = action(declareCountrySchema, declareCountry);
export const declareOwnerAction = action(declareOwnerSchema, declareOwner);
export const removeOwnerAction = action(removeOwnerSchema, removeOwner);
export const signEndUseAction = action(signEndUseSchema, signEndUse);
