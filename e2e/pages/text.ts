import type { Locator } from "@playwright/test";

export async function readText(element: Locator): Promise<string> {
  return ((await element.textContent()) ?? "").trim();
}

/** The exact instant of the one time that is shown there. */
export async function readInstant(scope: Locator): Promise<Date> {
  return new Date((await scope.getByRole("time").getAttribute("datetime")) ?? "");
}
