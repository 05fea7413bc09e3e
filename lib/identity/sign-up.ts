import { acrossTenants } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import { parseInput } from "@/lib/parse-input";
import { insertOrganization, type OpenedOrganization } from "./open-organization";
import { type SignUpInput, signUpSchema } from "./schemas";

/** A customer or an operator with its first owner. Anyone may call it; the desk's kind cannot be signed up. */
export async function signUp(asked: Context, input: SignUpInput): Promise<OpenedOrganization> {
  const ctx = acrossTenants(asked, "who signs up is not who is signed in here");
  return insertOrganization(ctx, parseInput(signUpSchema, input), "organization.sign_up");
}
