import { mkdirSync } from "node:fs";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const wide = { width: 1440, height: 900 };
const narrow = { width: 390, height: 844 };

/** What everybody may expect of every page; each fault is told by the page's path, and the others are still looked at. */
export class PageCheck {
  readonly #page: Page;
  readonly #errors: string[] = [];

  constructor(page: Page) {
    this.#page = page;
    page.on("pageerror", (error) => this.#errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") this.#errors.push(`${message.text()} (${message.location().url})`);
    });
  }

  async expectFinished(route: string, shotName: string): Promise<void> {
    for (const scheme of ["light", "dark"] as const) {
      await this.#page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await this.#page.setViewportSize(wide);
      const response = await this.#page.goto(route);
      expect.soft(response?.status(), `${route} answers`).toBe(200);
      await expect.soft(this.#page.getByRole("heading", { level: 1 }), `${route} has its heading`).toBeVisible();
      await this.#expectAccessible(`${route} in ${scheme}`);
      await this.#shoot(`${shotName}-${wide.width}-${scheme}`);
      await this.#page.setViewportSize(narrow);
      await this.#expectNoSidewaysScroll(route);
      await this.#shoot(`${shotName}-${narrow.width}-${scheme}`);
    }
    // the journey goes on where it was: a narrow page shows its tables as cards
    await this.#page.setViewportSize(wide);
    expect.soft(this.#errors.splice(0), `${route} logs no errors`).toEqual([]);
  }

  async #expectAccessible(what: string): Promise<void> {
    const { violations } = await new AxeBuilder({ page: this.#page }).analyze();
    const grave = violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`)}`);
    expect.soft(grave, `${what} is accessible`).toEqual([]);
  }

  async #expectNoSidewaysScroll(route: string): Promise<void> {
    const overhang = () => this.#page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await expect.soft.poll(overhang, { message: `${route} fits ${narrow.width} px` }).toBeLessThanOrEqual(0);
  }

  /** For people who look: in the folder of OPENHALL_SCREENSHOTS where that is set. */
  async #shoot(name: string): Promise<void> {
    const dir = process.env.OPENHALL_SCREENSHOTS;
    if (!dir) return;
    mkdirSync(dir, { recursive: true });
    await this.#page.screenshot({ path: path.join(dir, `${name}.png`), fullPage: true });
  }
}
