import { type BankAccount, maskAccountNumber } from "@/lib/core/payouts/bank-account";
import { seal, unseal } from "@/lib/secrets/seal";

/** A bank account as its row keeps it: sealed, with its last four digits and whom it belongs to beside it. */
export function sealBank(accountId: string, bank: BankAccount) {
  return {
    bank: seal(JSON.stringify(bank), { table: "payout_accounts", column: "bank", rowId: accountId }),
    beneficiary: bank.beneficiary,
    bankHint: `${bank.bankName}, ${maskAccountNumber(bank.accountNumber)}`,
  };
}

/** Refuses one that was put there by anybody but us, or copied from another row: money would go to it. */
export function openBank(accountId: string, sealed: string): BankAccount {
  return JSON.parse(unseal(sealed, { table: "payout_accounts", column: "bank", rowId: accountId })) as BankAccount;
}
