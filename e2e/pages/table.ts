import type { Locator, Page } from "@playwright/test";

/** A list of the product by its accessible name; cells by their column's heading. */
export class ListTable {
  readonly table: Locator;

  constructor(page: Page, name: string) {
    this.table = page.getByRole("table", { name, exact: true });
  }

  row(text: string | RegExp): Locator {
    return this.table.getByRole("row").filter({ hasText: text });
  }

  rows(): Locator {
    return this.table.getByRole("row").filter({ has: this.table.page().getByRole("cell") });
  }

  async cell(row: Locator, heading: string | RegExp): Promise<Locator> {
    await this.table.getByRole("columnheader").first().waitFor({ state: "attached" });
    const headings = await this.table.getByRole("columnheader").allTextContents();
    const matches = (text: string) => (typeof heading === "string" ? text.trim() === heading : heading.test(text));
    const at = headings.findIndex(matches);
    if (at < 0) throw new Error(`No column ${heading} among ${headings.join(" | ")}`);
    return row.getByRole("cell").nth(at);
  }
}
