import { expect, type Page } from "@playwright/test";

/** The buttons of the Stripe stand-in's page, one a test card. */
export const cards = {
  good: "Pay with 4242 4242 4242 4242: Succeeds",
  /** Never without its owner's word. */
  asking: "Pay with 4000 0027 6000 3184: Asks for 3-D Secure every time",
  declined: "Pay with 4000 0000 0000 0002: Declined",
} as const;

/** Where a payment is made: not ours, but Stripe's or its stand-in's. */
export class CheckoutPage {
  constructor(readonly page: Page) {}

  /** `$25.00`. */
  async expectAsksFor(amount: string): Promise<void> {
    await expect(this.page.getByRole("note").filter({ hasText: "no real money moves" })).toBeVisible();
    await expect(this.page.getByRole("heading", { name: `Pay ${amount}`, level: 1 })).toBeVisible();
  }

  async leave(): Promise<void> {
    await this.page.getByRole("link", { name: "Cancel and go back" }).click();
  }

  async payWith(card: keyof typeof cards): Promise<void> {
    await this.page.getByRole("button", { name: cards[card], exact: true }).click();
  }

  /** On the bank's page, which comes after a card that asks. */
  async authenticate(): Promise<void> {
    await this.page.getByRole("button", { name: "Complete authentication" }).click();
  }
}
