import type { World } from "../api/world";
import { releasePending } from "./balance";
import { settleDebits } from "./bank-debits";
import { bookLateCharges } from "./charges";
import { expireDueSessions } from "./checkout";
import { loseOverdueDisputes } from "./disputes";
import { advanceInvoices } from "./invoice-lifecycle";
import { settleRefunds } from "./refunds";
import { arrivePayouts } from "./transfers";

/** Does all that falls due by the clock alone. */
export function passTime(world: World): void {
  expireDueSessions(world);
  settleDebits(world);
  bookLateCharges(world);
  releasePending(world);
  settleRefunds(world);
  arrivePayouts(world);
  advanceInvoices(world);
  loseOverdueDisputes(world);
}
