import type Stripe from "stripe";
import type { Behaviours, Call } from "../api/call";
import { randomText } from "../api/identifiers";
import { mergeMetadata, type World } from "../api/world";
import { invalid } from "../refusal";

type Account = Stripe.V2.Core.Account;
type CreateParams = Stripe.V2.Core.AccountCreateParams;
type UpdateParams = Stripe.V2.Core.AccountUpdateParams;
type Transfers = Stripe.V2.Core.Account.Configuration.Recipient.Capabilities.StripeBalance.StripeTransfers;

const linkSeconds = 300;
const transfersCapability = "stripe_balance.stripe_transfers";
/** What v2 leaves out of an answer unless `include` asks for it. */
const optionalParts = ["configuration", "defaults", "identity", "requirements", "future_requirements"] as const;

const transfersOf = (account: Account): Transfers | undefined =>
  account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers;

export const canReceive = (account: Account): boolean => transfersOf(account)?.status === "active";

function restrictedTransfers(): Transfers {
  const detail = { code: "requirements_past_due", resolution: "provide_info" } as const;
  return { status: "restricted", status_details: [detail] };
}

function createAccount({ world, params }: Call<CreateParams>): object {
  const recipient = params.configuration?.recipient;
  const wantsTransfers = recipient?.capabilities?.stripe_balance?.stripe_transfers?.requested === true;
  const capabilities = wantsTransfers ? { stripe_balance: { stripe_transfers: restrictedTransfers() } } : {};
  const account = world.create<Account>("v2.core.account", {
    applied_configurations: recipient ? ["recipient"] : [],
    closed: false,
    configuration: recipient ? { recipient: { applied: true, capabilities } } : {},
    contact_email: params.contact_email,
    display_name: params.display_name,
    dashboard: params.dashboard ?? "none",
    defaults: {
      currency: params.defaults?.currency ?? "usd",
      responsibilities: { requirements_collector: "stripe", ...params.defaults?.responsibilities },
    },
    identity: { ...params.identity } as Account["identity"],
    metadata: mergeMetadata(null, params.metadata),
    requirements: wantsTransfers ? openRequirements() : { entries: [] },
    future_requirements: { entries: [] },
  });
  world.emitThin("v2.core.account.created", { related: related(account) });
  return shown(account, params.include);
}

function openRequirements(): Account["requirements"] {
  const capability = {
    capability: transfersCapability,
    configuration: "recipient",
    deadline: { status: "currently_due" },
  };
  const descriptions = [
    "identity.business_details.registered_name",
    "configuration.recipient.default_outbound_destination",
  ];
  return {
    entries: descriptions.map((description) => ({
      awaiting_action_from: "user",
      description,
      errors: [],
      impact: { restricts_capabilities: [capability] },
      minimum_deadline: { status: "currently_due" },
      requested_reasons: [{ code: "routine_onboarding" }],
    })),
    summary: { minimum_deadline: { status: "currently_due" } },
  } as Account["requirements"];
}

const related = ({ id }: Account) => ({ id, object: "v2.core.account", url: `/v2/core/accounts/${id}` });

function shown(account: Account, include: string[] = []): Account {
  const copy = structuredClone(account);
  for (const part of optionalParts) {
    if (!include.some((wanted) => wanted === part || wanted.startsWith(`${part}.`))) delete copy[part];
  }
  return copy;
}

const liveAccount = (world: World, id: string, param?: string): Account => {
  const account = world.get<Account>("v2.core.account", id, param);
  if (account.closed) throw invalid(`The account ${id} is closed.`, param);
  return account;
};

function updateAccount({ world, id, params }: Call<UpdateParams>): object {
  const account = liveAccount(world, id);
  const { contact_email, display_name, dashboard } = params;
  const given = Object.entries({ contact_email, display_name, dashboard }).filter(([, value]) => value !== undefined);
  Object.assign(account, Object.fromEntries(given));
  account.metadata = mergeMetadata(account.metadata ?? null, params.metadata);
  if (params.identity) account.identity = { ...account.identity, ...params.identity } as Account["identity"];
  if (
    params.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.requested &&
    !transfersOf(account)
  ) {
    const capabilities = { stripe_balance: { stripe_transfers: restrictedTransfers() } };
    account.configuration = { ...account.configuration, recipient: { applied: true, capabilities } };
    account.applied_configurations = ["recipient"];
    account.requirements = openRequirements();
  }
  world.emitThin("v2.core.account.updated", { related: related(account) });
  return shown(account, params.include);
}

function closeAccount({ world, id }: Call): object {
  const account = liveAccount(world, id);
  account.closed = true;
  account.applied_configurations = [];
  world.emitThin("v2.core.account.closed", { related: related(account) });
  return shown(account);
}

function createLink({ world, params }: Call<Stripe.V2.Core.AccountLinkCreateParams>): object {
  liveAccount(world, params.account, "account");
  const { use_case: useCase } = params;
  const token = randomText(24);
  const { id: _, ...link } = world.create<Stripe.V2.Core.AccountLink & { id: string }>("v2.core.account_link", {
    id: token,
    account: params.account,
    expires_at: new Date(world.clock.nowMs() + linkSeconds * 1000).toISOString(),
    url: `${world.url}/pages/onboarding/${token}`,
    use_case: useCase as Stripe.V2.Core.AccountLink["use_case"],
  });
  return link;
}

/** The operator has told Stripe everything: money may flow. */
export function finishOnboarding(world: World, accountId: string): void {
  setTransfers(world, accountId, { status: "active", status_details: [] });
}

/** As when Stripe asks for more, or pauses an account. */
export function restrictAccount(world: World, accountId: string): void {
  setTransfers(world, accountId, restrictedTransfers());
}

function setTransfers(world: World, accountId: string, transfers: Transfers): void {
  const account = liveAccount(world, accountId, "account");
  const stripeBalance = account.configuration?.recipient?.capabilities?.stripe_balance;
  if (!stripeBalance) throw invalid("This account has not requested stripe_balance.stripe_transfers.", "account");
  stripeBalance.stripe_transfers = transfers;
  account.requirements = transfers.status === "active" ? { entries: [] } : openRequirements();
  world.emitThin("v2.core.account[requirements].updated", { related: related(account) });
  world.emitThin("v2.core.account[configuration.recipient].capability_status_updated", {
    related: related(account),
    data: { updated_capability: transfersCapability },
  });
}

export function announceReturn(world: World, link: Stripe.V2.Core.AccountLink): void {
  world.emitThin("v2.core.account_link.returned", {
    data: { account_id: link.account, configurations: ["recipient"], use_case: link.use_case.type },
  });
}

export const accountBehaviours: Behaviours = {
  "POST /v2/core/accounts": createAccount,
  "GET /v2/core/accounts/{id}": ({ world, id, params }: Call<Stripe.V2.Core.AccountRetrieveParams>) =>
    shown(world.get("v2.core.account", id), params.include),
  "GET /v2/core/accounts": ({ world, params }: Call<Stripe.V2.Core.AccountListParams>) => ({
    data: world
      .list<Account>("v2.core.account")
      .filter((account) => params.closed === undefined || account.closed === params.closed)
      .slice(0, params.limit ?? 20)
      .map((account) => shown(account)),
    next_page_url: null,
    previous_page_url: null,
  }),
  "POST /v2/core/accounts/{id}": updateAccount,
  "POST /v2/core/accounts/{id}/close": closeAccount,
  "POST /v2/core/account_links": createLink,
};
