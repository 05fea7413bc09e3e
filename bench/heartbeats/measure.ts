import path from "node:path";
import { stateDir } from "@/bin/dependencies.mjs";
import { type StackRecord, startStack } from "@/bin/stack/stack";
import type { Log, Measured } from "../benchmark";
import { interleave } from "../interleave";
import { Fleet } from "../load/fleet";

const HOSTS = 1_000;
const FEW_HOSTS = 10;
/** One of a host's is under way at a time, as of an agent: so many hosts' at once. */
const AT_ONCE = 10;
const REQUESTS = 1_000;

type Sender = () => Promise<Response>;

/**
 * Heartbeats of a thousand simulated hosts with eight accelerators each, signed as an agent signs, against one web process and one worker:
 * handled per second, beside a route handler that does nothing in the same process and the same minute. Requests are signed before they are
 * timed, because that is work of a thousand other machines; sending them is not, on either side.
 */
export const measureHeartbeats = (log: Log): Promise<Measured> =>
  withFleet(log, async (fleet, { url }) => {
    const heartbeats = () => signed(fleet, HOSTS, url);
    const bare = () => lanes(Array.from({ length: REQUESTS }, () => () => fetch(`${url}/api/health/live`)));
    await perSecond(heartbeats());
    await perSecond(bare());
    return interleave(log, async () => {
      const heartbeatsPerSecond = await perSecond(heartbeats());
      const barePerSecond = await perSecond(bare());
      return { ratio: heartbeatsPerSecond / barePerSecond, figures: { heartbeatsPerSecond, barePerSecond } };
    });
  });

/** The time that a heartbeat takes with a thousand hosts, of what it takes where ten send as many. */
export const measureHeartbeatScaling = (log: Log): Promise<Measured> =>
  withFleet(log, async (fleet, { url }) => {
    await perSecond(signed(fleet, HOSTS, url));
    return interleave(log, async () => {
      const fewPerSecond = await perSecond(signed(fleet, FEW_HOSTS, url));
      const manyPerSecond = await perSecond(signed(fleet, HOSTS, url));
      return { ratio: fewPerSecond / manyPerSecond, figures: { fewPerSecond, manyPerSecond } };
    });
  });

async function withFleet(log: Log, work: (fleet: Fleet, record: StackRecord) => Promise<Measured>): Promise<Measured> {
  const running = await startStack({ dir: path.join(stateDir, "bench") });
  try {
    const { record } = running.stack;
    const fleet = await Fleet.enrol(record, HOSTS);
    log(`${HOSTS} simulated hosts enrolled`);
    return await work(fleet, record).finally(() => fleet.close());
  } finally {
    await running.stop();
  }
}

/** Each host's in the order of their numbers, in one lane. */
function signed(fleet: Fleet, hosts: number, url: string): Sender[][] {
  const requests = Array.from({ length: REQUESTS }, (_, at) => fleet.hosts[at % hosts]!.request(url));
  return lanes(requests.map((request) => () => fetch(request)));
}

const lanes = (senders: Sender[]): Sender[][] =>
  Array.from({ length: AT_ONCE }, (_, lane) => senders.filter((_sender, at) => at % AT_ONCE === lane));

async function perSecond(senders: Sender[][]): Promise<number> {
  const began = performance.now();
  await Promise.all(
    senders.map(async (lane) => {
      for (const send of lane) {
        const response = await send();
        const text = await response.text();
        if (!response.ok) throw new Error(`${new URL(response.url).pathname} answered ${response.status}: ${text}`);
      }
    }),
  );
  return (REQUESTS / (performance.now() - began)) * 1_000;
}
