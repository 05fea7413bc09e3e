import { beforeEach, expect, test, vi } from "vitest";
import { newId } from "@/lib/ids";
import { openBank, sealBank } from "./sealed-bank";

beforeEach(() => vi.stubEnv("NEXTAUTH_SECRET", "a secret of more than thirty-two characters"));

test("a bank account is nowhere in the row but for its last four digits", () => {
  const id = newId("pac");
  const bank = { beneficiary: "Hall 1 Ltd", bankName: "ICBC", accountNumber: "6222021001116245702", bic: "ICBKCNBJ" };
  const row = sealBank(id, bank);
  expect(JSON.stringify(row)).not.toMatch(/62220210|ICBKCNBJ/);
  expect(row.bankHint).toBe("ICBC, •••• 5702");
  expect(openBank(id, row.bank)).toEqual(bank);
  expect(() => openBank(newId("pac"), row.bank)).toThrow("changed or moved");
  expect(() => openBank(id, JSON.stringify(bank))).toThrow("A secret of payout_accounts");
});
