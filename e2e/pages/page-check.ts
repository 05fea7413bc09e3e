import { mkdirSync } from "node:fs";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const wide = { width: 1440, height: 900 };
/** Of axe's rules in force those that read colours. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];
const narrow = { width: 390, height: 844 };

/** What everybody may expect of every page; each fault is told by the page's path, and the others are still looked at. */
export class PageCheck {
  readonly #page: Page;
  readonly #errors: string[] = [];
  #pages = 0;

  constructor(page: Page) {
    this.#page = page;
    page.on("pageerror", (error) => this.#errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") this.#errors.push(`${message.text()} (${message.location().url})`);
    });
  }

  /** Opened in one scheme, every other page in the dark one, and changed to the other while it is open: there only colours differ. */
  async expectFinished(route: string, shotName: string): Promise<void> {
    const isDarkFirst = this.#pages++ % 2 === 1;
    for (const isFirst of [true, false]) {
      const scheme = isDarkFirst === isFirst ? "dark" : "light";
      await this.#page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await this.#page.setViewportSize(wide);
      if (isFirst) await this.#open(route);
      await expect.soft(this.#page.locator("html"), `${route} is ${scheme}`).toHaveClass(new RegExp(`\\b${scheme}\\b`));
      await this.#expectAccessible(`${route} in ${scheme}`, isFirst ? [] : COLOUR_RULES);
      await this.#shoot(`${shotName}-${wide.width}-${scheme}`);
      await this.#page.setViewportSize(narrow);
      await this.#expectNoSidewaysScroll(route);
      await this.#shoot(`${shotName}-${narrow.width}-${scheme}`);
    }
    // the journey goes on where it was: a narrow page shows its tables as cards
    await this.#page.setViewportSize(wide);
    expect.soft(this.#errors.splice(0), `${route} logs no errors`).toEqual([]);
  }

  async #open(route: string): Promise<void> {
    const response = await this.#page.goto(route);
    expect.soft(response?.status(), `${route} answers`).toBe(200);
    await expect.soft(this.#page.getByRole("heading", { level: 1 }), `${route} has its heading`).toBeVisible();
  }

  /** By these rules, or by all. */
  async #expectAccessible(what: string, rules: string[]): Promise<void> {
    const axe = new AxeBuilder({ page: this.#page });
    const { violations } = await (rules.length > 0 ? axe.withRules(rules) : axe).analyze();
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
