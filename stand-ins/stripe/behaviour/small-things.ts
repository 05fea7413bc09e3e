import type Stripe from "stripe";
import type { Behaviours, Call } from "../api/call";
import { randomText } from "../api/identifiers";
import type { World } from "../api/world";

type Components = Record<string, { enabled: boolean; features?: object }>;

function openAccountSession({ world, params }: Call<Stripe.AccountSessionCreateParams>): object {
  world.get("v2.core.account", params.account, "account");
  const session = world.create<Stripe.AccountSession & { id: string }>("account_session", {
    account: params.account,
    client_secret: `accs_secret__${randomText(40)}`,
    expires_at: world.clock.now() + 1_800,
  });
  const components = session.components as unknown as Components;
  for (const [name, { enabled, features }] of Object.entries(params.components as Components)) {
    components[name] = { ...components[name], enabled, features: { ...components[name]?.features, ...features } };
  }
  return { ...session, id: undefined };
}

const settingsKey = "balance_settings";

function balanceSettings(world: World): Stripe.BalanceSettings {
  const known = world.note<Stripe.BalanceSettings>(settingsKey, "value");
  if (known) return known;
  const fresh = world.contract.blank(world.contract.schemaOf("balance_settings")) as Stripe.BalanceSettings;
  fresh.payments.debit_negative_balances = false;
  fresh.payments.payouts = {
    automatic_transfer_rules_by_currency: null,
    minimum_balance_by_currency: null,
    schedule: { interval: "daily" },
    statement_descriptor: null,
    status: "enabled",
  };
  fresh.payments.settlement_timing = { delay_days: 2, start_of_day: null };
  world.setNote(settingsKey, "value", fresh);
  return fresh;
}

function updateBalanceSettings({ world, params }: Call<Stripe.BalanceSettingsUpdateParams>): object {
  const settings = balanceSettings(world);
  const schedule = params.payments?.payouts?.schedule;
  if (schedule && settings.payments.payouts) {
    settings.payments.payouts.schedule = { ...schedule } as Stripe.BalanceSettings.Payments.Payouts.Schedule;
  }
  return settings;
}

function createMeter({ world, params }: Call<Stripe.Billing.MeterCreateParams>): Stripe.Billing.Meter {
  return world.create<Stripe.Billing.Meter>("billing.meter", {
    customer_mapping: {
      type: "by_id",
      event_payload_key: params.customer_mapping?.event_payload_key ?? "stripe_customer_id",
    },
    default_aggregation: params.default_aggregation as Stripe.Billing.Meter.DefaultAggregation,
    display_name: params.display_name,
    event_name: params.event_name,
    status: "active",
    updated: world.clock.now(),
    value_settings: { event_payload_key: params.value_settings?.event_payload_key ?? "value" },
  });
}

function createMeterEvent({ world, params }: Call<Stripe.Billing.MeterEventCreateParams>): object {
  return world.create<Stripe.Billing.MeterEvent & { id: string }>("billing.meter_event", {
    event_name: params.event_name,
    identifier: params.identifier ?? randomText(24),
    payload: params.payload,
    timestamp: params.timestamp ?? world.clock.now(),
  });
}

/** Calls that are answered and remembered, with nothing behind them. */
export const smallBehaviours: Behaviours = {
  "POST /v1/account_sessions": openAccountSession,
  "GET /v1/balance_settings": ({ world }: Call) => balanceSettings(world),
  "POST /v1/balance_settings": updateBalanceSettings,
  "POST /v1/billing/meters": createMeter,
  "POST /v1/billing/meter_events": createMeterEvent,
};
