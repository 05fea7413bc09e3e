import type Stripe from "stripe";
import type { World } from "../api/world";
import { announceReturn, finishOnboarding } from "../behaviour/accounts";
import { document, html } from "./html";
import type { Page } from "./page";

type Link = Stripe.V2.Core.AccountLink & { id: string };

/** Where an operator tells Stripe who they are. A link is good once and for minutes; later it leads to the refresh URL. */
export const onboardingPage: Page = ({ world, id, method, fields }) => {
  const link = world.get<Link>("v2.core.account_link", id);
  const useCase = link.use_case.account_onboarding ?? link.use_case.account_update;
  const refreshUrl = useCase?.refresh_url ?? world.url;
  const isOpen = world.note<boolean>(id, "opened") === true;
  if (method !== "POST") {
    if (isOpen || isExpired(world, link)) return { location: refreshUrl };
    world.setNote(id, "opened", true);
    return { status: 200, body: show(world, link) };
  }
  if (fields.action === "finish") finishOnboarding(world, link.account);
  announceReturn(world, link);
  return { location: useCase?.return_url ?? refreshUrl };
};

const isExpired = (world: World, link: Link): boolean => Date.parse(link.expires_at) < world.clock.nowMs();

function show(world: World, link: Link): string {
  const account = world.get<Stripe.V2.Core.Account>("v2.core.account", link.account);
  const body = html`<p>${account.display_name ?? account.id} wants to be paid out.</p>
<form method="post">
<label for="name">Legal name</label><input id="name" name="name" value="${account.display_name ?? ""}">
<label for="iban">Bank account (test)</label><input id="iban" name="iban" value="000123456789">
<button name="action" value="finish">Submit all details</button>
<button name="action" value="later">Leave for later</button>
</form>`;
  return document("Onboarding", body);
}
