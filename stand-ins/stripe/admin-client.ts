import type Stripe from "stripe";
import type { FaultInput } from "./api/faults";
import type { RequestRecord } from "./api/request-log";
import type { Delivery, Flushed } from "./api/webhooks";
import type { WorldSettings } from "./api/world";

interface ChargeReference {
  charge?: string;
  paymentIntent?: string;
}

interface Now {
  /** Unix seconds. */
  now: number;
  iso: string;
}

/** The admin routes of a running stand-in, in this process or another. */
export class StandInAdmin {
  constructor(private readonly url: string) {}

  requests = () => this.call<RequestRecord[]>("GET", "requests");
  /** Mistakes of the stand-in itself; a test that uses it may assert that there are none. */
  contractFaults = () => this.call<string[]>("GET", "contract-faults");
  deliveries = () => this.call<Delivery[]>("GET", "deliveries");
  clock = () => this.call<Now>("GET", "clock");
  advance = (advanceSeconds: number) => this.call<Now>("POST", "clock", { advanceSeconds });
  addFaults = (faults: FaultInput) => this.call<object>("POST", "faults", faults);
  clearFaults = () => this.call<object>("DELETE", "faults");
  change = (settings: Partial<WorldSettings>) => this.call<WorldSettings>("POST", "settings", settings);
  /** Sends every waiting webhook now and settles once they were answered. */
  flush = (seed?: number) => this.call<Flushed>("POST", "flush", { seed });
  openDispute = (dispute: ChargeReference & { reason?: string; amount?: number }) =>
    this.call<Stripe.Dispute>("POST", "disputes", dispute);
  closeDispute = (id: string, outcome: "won" | "lost") =>
    this.call<Stripe.Dispute>("POST", `disputes/${id}/close`, { outcome });
  raiseEarlyFraudWarning = (warning: ChargeReference & { fraudType?: string }) =>
    this.call<Stripe.Radar.EarlyFraudWarning>("POST", "early-fraud-warnings", warning);
  failRefund = (id: string) => this.call<Stripe.Refund>("POST", `refunds/${id}/fail`);
  failPayout = (id: string) => this.call<Stripe.Payout>("POST", `payouts/${id}/fail`);
  /** What Stripe takes for its own services, off the balance. */
  chargeFee = (amount: number, currency = "usd") =>
    this.call<Stripe.BalanceTransaction>("POST", "fees", { amount, currency });
  activateAccount = (id: string) => this.call<object>("POST", `accounts/${id}/activate`);
  restrictAccount = (id: string) => this.call<object>("POST", `accounts/${id}/restrict`);

  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.url}/_stand-in/${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const answer = (await response.json()) as T & { error?: { message: string } };
    if (!response.ok)
      throw new Error(`Stripe stand-in, ${method} ${path}: ${answer.error?.message ?? response.status}`);
    return answer;
  }
}
