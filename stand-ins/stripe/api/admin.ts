import type Stripe from "stripe";
import { finishOnboarding, restrictAccount } from "../behaviour/accounts";
import { chargeFee } from "../behaviour/balance";
import { closeDispute, openDispute, raiseEarlyFraudWarning } from "../behaviour/disputes";
import { passTime } from "../behaviour/passing-time";
import { failRefund } from "../behaviour/refunds";
import { failPayout } from "../behaviour/transfers";
import { invalid, Refusal } from "../refusal";
import type { FaultInput, Faults } from "./faults";
import type { RequestLog } from "./request-log";
import type { Webhooks } from "./webhooks";
import { idOf, type World } from "./world";

export interface AdminParts {
  world: World;
  webhooks: Webhooks;
  faults: Faults;
  log: RequestLog;
}

type Body = Record<string, string | number | undefined>;
type Route = (parts: AdminParts, body: Body, id: string) => unknown;

function chargeOf(world: World, { charge, paymentIntent }: Body): Stripe.Charge {
  if (charge) return world.get<Stripe.Charge>("charge", String(charge), "charge");
  if (!paymentIntent) throw invalid("Name a charge or a paymentIntent.");
  const intent = world.get<Stripe.PaymentIntent>("payment_intent", String(paymentIntent), "paymentIntent");
  return world.get<Stripe.Charge>("charge", idOf(intent.latest_charge) ?? "", "paymentIntent");
}

const routes: Record<string, Route> = {
  "GET requests": ({ log }) => log.records,
  "GET contract-faults": ({ world }) => world.contractFaults,
  "GET deliveries": ({ webhooks }) => webhooks.deliveries,
  "GET clock": ({ world }) => ({ now: world.clock.now(), iso: world.clock.iso() }),
  "POST clock": ({ world }, { advanceSeconds }) => {
    if (typeof advanceSeconds !== "number" || advanceSeconds < 0)
      throw invalid("advanceSeconds must be a number, 0 or more.");
    world.clock.advance(advanceSeconds);
    passTime(world);
    return { now: world.clock.now(), iso: world.clock.iso() };
  },
  "POST faults": ({ faults }, body) => {
    faults.add(body as FaultInput);
    return {};
  },
  "DELETE faults": ({ faults }) => {
    faults.clear();
    return {};
  },
  "POST settings": ({ world }, body) => {
    const strange = Object.keys(body).find((name) => !(name in world.settings));
    if (strange) throw invalid(`There is no setting ${strange}.`);
    return Object.assign(world.settings, body);
  },
  "POST flush": ({ webhooks }, { seed }) => webhooks.flush(seed === undefined ? undefined : Number(seed)),
  "POST disputes": ({ world }, body) =>
    openDispute(world, chargeOf(world, body), {
      ...(body.reason !== undefined && { reason: String(body.reason) }),
      ...(body.amount !== undefined && { amount: Number(body.amount) }),
    }),
  "POST disputes/close": ({ world }, { outcome }, id) => {
    if (outcome !== "won" && outcome !== "lost") throw invalid("outcome must be won or lost.");
    return closeDispute(world, world.get("dispute", id), outcome);
  },
  "POST early-fraud-warnings": ({ world }, body) =>
    raiseEarlyFraudWarning(world, chargeOf(world, body), String(body.fraudType ?? "made_with_stolen_card")),
  "POST refunds/fail": ({ world }, _, id) => failRefund(world, world.get("refund", id)),
  "POST payouts/fail": ({ world }, _, id) => failPayout(world, world.get("payout", id)),
  "POST fees": ({ world }, { amount, currency }) => chargeFee(world, Number(amount), String(currency ?? "usd")),
  "POST accounts/activate": ({ world }, _, id) => {
    finishOnboarding(world, id);
    return {};
  },
  "POST accounts/restrict": ({ world }, _, id) => {
    restrictAccount(world, id);
    return {};
  },
};

/** `/_stand-in/<what>` and `/_stand-in/<what>/<id>/<verb>`: what no customer of Stripe can do. */
export async function handleAdmin(
  parts: AdminParts,
  request: { method: string; pathname: string; body: string },
): Promise<{ status: number; body: string }> {
  const [, , what = "", id = "", verb] = request.pathname.split("/");
  const route = routes[`${request.method} ${verb ? `${what}/${verb}` : what}`];
  if (!route) return { status: 404, body: JSON.stringify({ error: { message: "No such admin route." } }) };
  try {
    const body = request.body ? (JSON.parse(request.body) as Body) : {};
    return { status: 200, body: JSON.stringify(await route(parts, body, decodeURIComponent(id))) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { status: error instanceof Refusal ? error.status : 400, body: JSON.stringify({ error: { message } }) };
  }
}
