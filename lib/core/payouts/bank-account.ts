import type { Currency } from "@/lib/core/money";

/** Countries where Stripe pays recipients of a platform. */
const STRIPE_COUNTRIES = new Set(
  (
    "AT AU BE BG CA CH CY CZ DE DK EE ES FI FR GB GI GR HK HR HU IE IT JP LI LT LU LV MT MX NL NO NZ PL PT RO SE SG SI " +
    "SK TH US"
  ).split(" "),
);

/** Elsewhere, and in another currency than Stripe holds ours in, an operator is paid by bank transfer. */
export const isPaidByStripe = (country: string, currency: Currency): boolean =>
  currency === "USD" && STRIPE_COUNTRIES.has(country);

export interface BankAccount {
  beneficiary: string;
  bankName: string;
  /** IBAN where the country has it. */
  accountNumber: string;
  /** SWIFT. */
  bic: string;
}

const BIC = /^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/;
const LOOKS_LIKE_IBAN = /^[A-Z]{2}\d{2}/;

/** ISO 13616: the four first characters go to the end, letters count from 10, and the whole is 1 modulo 97. */
function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  const digits = (text.slice(4) + text.slice(0, 4)).replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}

export const withoutSpaces = (text: string): string => text.replace(/\s/g, "").toUpperCase();

/** What is wrong with it, by field; empty where it can be paid to. */
export function bankAccountFaults(account: BankAccount): Record<string, string[]> {
  const faults: Record<string, string[]> = {};
  if (account.beneficiary.length < 2) faults.beneficiary = ["Enter whose account it is."];
  if (account.bankName.length < 2) faults.bankName = ["Enter the bank's name."];
  if (!BIC.test(account.bic)) faults.bic = ["A BIC has 8 or 11 letters and digits, like DEUTDEFF."];
  const number = account.accountNumber;
  if (LOOKS_LIKE_IBAN.test(number) ? !isIban(number) : !/^[0-9A-Z-]{5,34}$/.test(number))
    faults.accountNumber = [
      LOOKS_LIKE_IBAN.test(number)
        ? "The check digits of this IBAN do not fit."
        : "Enter the account's number or IBAN.",
    ];
  return faults;
}

/** `•••• 6819`. */
export const maskAccountNumber = (number: string): string => `•••• ${number.slice(-4)}`;
