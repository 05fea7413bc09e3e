import type Stripe from "stripe";
import type { Behaviours, Call } from "../api/call";
import { page } from "../api/lists";
import type { Endpoint, Webhooks } from "../api/webhooks";
import type { World } from "../api/world";
import { mergeMetadata } from "../api/world";
import { invalid } from "../refusal";

type DestinationParams = Stripe.V2.Core.EventDestinationCreateParams;

/** Events as they are listed, and where they are sent. */
export function eventBehaviours(webhooks: Webhooks): Behaviours {
  return {
    "GET /v1/events": ({ world, params }: Call<Stripe.EventListParams>) => listEvents(world, webhooks, params),
    "GET /v2/core/events": ({ world, params }: Call<{ object_id?: string; types?: string[]; limit?: number }>) =>
      listThinEvents(world, params),
    "POST /v1/webhook_endpoints": (call: Call<Stripe.WebhookEndpointCreateParams>) => createEndpoint(call, webhooks),
    "DELETE /v1/webhook_endpoints/{id}": ({ world, id }: Call) => {
      world.get("webhook_endpoint", id);
      world.forget(id);
      disable(webhooks, id);
      return { id, object: "webhook_endpoint", deleted: true };
    },
    "POST /v2/core/event_destinations": (call: Call<DestinationParams>) => createDestination(call, webhooks),
    "DELETE /v2/core/event_destinations/{id}": ({ world, id }: Call) => {
      world.get("v2.core.event_destination", id);
      world.forget(id);
      disable(webhooks, id);
      return { id, object: "v2.core.event_destination" };
    },
  };
}

function disable(webhooks: Webhooks, id: string): void {
  const endpoint: Endpoint | undefined = webhooks.endpoints.find((candidate) => candidate.id === id);
  if (endpoint) endpoint.enabled = false;
}

function listEvents(world: World, webhooks: Webhooks, params: Stripe.EventListParams): object {
  const { delivery_success: delivered, types, type, ...rest } = params;
  const wanted = type ? [type] : types;
  const pattern = wanted?.map((name) => new RegExp(`^${name.replaceAll(".", "\\.").replaceAll("*", ".*")}$`));
  const events = world
    .list<Stripe.Event>("event")
    .filter((event) => !pattern || pattern.some((matcher) => matcher.test(event.type)))
    .filter((event) => delivered === undefined || webhooks.hasUndelivered(event.id) !== delivered);
  return page("/v1/events", events, rest);
}

function listThinEvents(world: World, params: { object_id?: string; types?: string[]; limit?: number }): object {
  const events = world
    .list<Stripe.V2.Core.Event & { related_object?: { id: string } }>("v2.core.event")
    .filter((event) => !params.object_id || event.related_object?.id === params.object_id)
    .filter((event) => !params.types || params.types.includes(event.type))
    .slice(0, params.limit ?? 20);
  return { data: events, next_page_url: null, previous_page_url: null };
}

function createEndpoint({ world, params }: Call<Stripe.WebhookEndpointCreateParams>, webhooks: Webhooks): object {
  if (params.api_version && params.api_version !== world.contract.apiVersion) {
    throw invalid(`The stand-in sends events of ${world.contract.apiVersion} only.`, "api_version");
  }
  const unknown = params.enabled_events.find((type) => type !== "*" && !world.contract.hasEventType(type));
  if (unknown) throw invalid(`Invalid enabled_events: ${unknown} is not a valid event type`, "enabled_events");
  const endpoint = world.create<Stripe.WebhookEndpoint>("webhook_endpoint", {
    api_version: params.api_version ?? null,
    description: (params.description || null) as string | null,
    enabled_events: params.enabled_events,
    metadata: mergeMetadata(null, params.metadata),
    status: "enabled",
    url: params.url,
  });
  const { secret } = webhooks.addEndpoint({
    id: endpoint.id,
    url: params.url,
    kind: "snapshot",
    enabledEvents: params.enabled_events,
  });
  // told once, at creation
  return { ...endpoint, secret };
}

function createDestination({ world, params }: Call<DestinationParams>, webhooks: Webhooks): object {
  const url = params.webhook_endpoint?.url;
  if (params.type !== "webhook_endpoint" || !url) {
    throw invalid("The stand-in sends to webhook endpoints only.", "type");
  }
  const { apiVersion } = world.contract;
  const destination = world.create<Stripe.V2.Core.EventDestination>("v2.core.event_destination", {
    description: params.description ?? "",
    enabled_events: params.enabled_events,
    event_payload: params.event_payload as Stripe.V2.Core.EventDestination["event_payload"],
    events_from: ["self"],
    metadata: mergeMetadata(null, params.metadata),
    name: params.name,
    status: "enabled",
    type: "webhook_endpoint",
    updated: world.clock.iso(),
    webhook_endpoint: { url },
    ...(params.event_payload === "snapshot" && { snapshot_api_version: params.snapshot_api_version ?? apiVersion }),
  });
  const { secret } = webhooks.addEndpoint({
    id: destination.id,
    url,
    kind: params.event_payload === "thin" ? "thin" : "snapshot",
    enabledEvents: params.enabled_events,
  });
  const shown = params.include?.includes("webhook_endpoint.signing_secret") ? { url, signing_secret: secret } : { url };
  return { ...destination, webhook_endpoint: shown };
}
