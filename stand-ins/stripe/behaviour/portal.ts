import type Stripe from "stripe";
import type { Behaviours, Call } from "../api/call";
import type { World } from "../api/world";
import { liveCustomer } from "./customers";

function createPortalSession({ world, params }: Call<Stripe.BillingPortal.SessionCreateParams>): object {
  const customer = liveCustomer(world, params.customer ?? "", "customer");
  const session = world.create<Stripe.BillingPortal.Session>("billing_portal.session", {
    configuration: params.configuration ?? "bpc_stand_in",
    customer: customer.id,
    flow: params.flow_data ? flowOf(world, params) : null,
    locale: params.locale ?? null,
    return_url: params.return_url ?? null,
  });
  session.url = `${world.url}/pages/portal/${session.id}`;
  return session;
}

function flowOf(world: World, { flow_data: data, return_url }: Stripe.BillingPortal.SessionCreateParams) {
  return world.part<Stripe.BillingPortal.Session.Flow>("BillingPortal.Sessions.Session.Flow", {
    type: data!.type as Stripe.BillingPortal.Session.Flow["type"],
    after_completion: {
      hosted_confirmation: null,
      redirect: return_url ? { return_url } : null,
      type: "portal_homepage",
    },
  });
}

export const portalBehaviours: Behaviours = { "POST /v1/billing_portal/sessions": createPortalSession };
