import { expect, type Page } from "@playwright/test";
import { readMicros } from "./money";
import { ListTable } from "./table";
import { readText } from "./text";

export interface DownloadedStatement {
  pdf: Buffer;
  csv: string;
}

/** A usage statement, invoice or settlement, in whichever portal. */
export class StatementPage {
  private constructor(
    readonly page: Page,
    readonly number: string,
    readonly path: string,
  ) {}

  /** The newest of a list, as soon as there is one. */
  static async openNewest(page: Page, list: string): Promise<StatementPage> {
    const row = new ListTable(page, "Statements")
      .rows()
      .filter({ has: page.getByRole("link") })
      .first();
    await expect(async () => {
      await page.goto(list);
      await expect(row).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
    const number = await readText(row.getByRole("link").first());
    await row.getByRole("link").first().click();
    await expect(page.getByRole("heading", { name: number, level: 1 })).toBeVisible();
    return new StatementPage(page, number, new URL(page.url()).pathname);
  }

  /** What lines of a kind add up to. */
  async sumOf(kind: string): Promise<bigint> {
    const list = new ListTable(this.page, "Lines");
    let sum = 0n;
    for (const row of await list.row(kind).all()) sum += await readMicros(await list.cell(row, "Amount"));
    return sum;
  }

  /** The page of the first line of a kind. */
  async lineHref(kind: string): Promise<string> {
    const row = new ListTable(this.page, "Lines").row(kind).first();
    return (await row.getByRole("link").first().getAttribute("href")) ?? "";
  }

  async download(): Promise<DownloadedStatement> {
    const get = async (kind: "pdf" | "csv") => {
      const response = await this.page.request.get(`${this.path}/${kind}`);
      expect(response.status()).toBe(200);
      return response.body();
    };
    return { pdf: await get("pdf"), csv: (await get("csv")).toString("utf8") };
  }
}
