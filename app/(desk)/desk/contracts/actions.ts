"use server";

import { addCommitment } from "@/lib/catalog/add-commitment";
import { createContract } from "@/lib/catalog/create-contract";
import { endCommitment } from "@/lib/catalog/end-commitment";
import { endContract } from "@/lib/catalog/end-contract";
import { endContractRate } from "@/lib/catalog/end-contract-rate";
import { setContractRate } from "@/lib/catalog/set-contract-rate";
import {
  addCommitmentSchema,
  createContractSchema,
  endCommitmentSchema,
  endContractRateSchema,
  endContractSchema,
  setContractRateSchema,
} from "@/lib/catalog/terms-schemas";
import { action } from "@/lib/web/action";

export const createContractAction = action(createContractSchema, createContract);
export const endContractAction = action(endContractSchema, endContract);
export const setContractRateAction = action(setContractRateSchema, setContractRate);
export const endContractRateAction = action(endContractRateSchema, endContractRate);
export const addCommitmentAction = action(addCommitmentSchema, addCommitment);
export const endCommitmentAction = action(endCommitmentSchema, endCommitment);
