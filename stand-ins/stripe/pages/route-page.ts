import type { World } from "../api/world";
import { parseForm } from "../contract/form";
import { Refusal } from "../refusal";
import { authenticationPage } from "./authentication-page";
import { checkoutPage } from "./checkout-page";
import { document, html } from "./html";
import { creditNotePage, invoicePage, receiptPage } from "./invoice-page";
import { onboardingPage } from "./onboarding-page";
import type { Page, PageAnswer } from "./page";
import { portalPage } from "./portal-page";

const pages: Record<string, Page> = {
  authenticate: authenticationPage,
  checkout: checkoutPage,
  "credit-notes": creditNotePage,
  invoices: invoicePage,
  onboarding: onboardingPage,
  portal: portalPage,
  receipts: receiptPage,
};

/** `/pages/<name>/<id>`: what Stripe shows to people. */
export function routePage(world: World, request: { method: string; pathname: string; body: string }): PageAnswer {
  const [, , name = "", id = ""] = request.pathname.split("/");
  const page = Object.hasOwn(pages, name) ? pages[name] : undefined;
  if (!page) return { status: 404, body: document("Not found", html`<p>There is no such page.</p>`) };
  const fields = parseForm(request.body) as Record<string, string>;
  try {
    return page({ world, method: request.method, id: decodeURIComponent(id), fields });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, body: document("That did not work", html`<p role="alert">${error.message}</p>`) };
  }
}
