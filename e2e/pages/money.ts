import { expect, type Locator } from "@playwright/test";
import { parseMoney } from "@/lib/core/money";

const shown = /^(-?)\$([\d,]+\.\d{6}) USD$/;

/** The exact amount that an amount on a page tells on hover. */
export async function readMicros(scope: Locator): Promise<bigint> {
  const amount = scope.getByTitle(shown).first();
  await expect(amount).toBeVisible();
  const title = (await amount.getAttribute("title")) ?? "";
  const [, sign = "", digits = ""] = shown.exec(title) ?? [];
  const micros = parseMoney(`${sign}${digits}`);
  if (micros === null) throw new Error(`"${title}" is no amount.`);
  return micros;
}
