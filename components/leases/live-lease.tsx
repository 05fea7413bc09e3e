"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { type LiveCost, liveCost } from "./live-cost";
import { type Live, useLiveLease } from "./use-live-lease";

const LiveContext = createContext<{ live: Live; clockOffsetMs: number | null } | null>(null);

/** Keeps one connection for all parts of a page that show the same lease, and has the server's parts rendered anew when facts change. */
export function LiveLeaseProvider({ initial, children }: { initial: Live; children: ReactNode }) {
  const router = useRouter();
  const value = useLiveLease(initial);
  const { state, billedThrough, settled } = value.live;
  const facts = `${state} ${billedThrough} ${settled}`;
  const shown = useRef(facts);
  useEffect(() => {
    if (shown.current === facts) return;
    shown.current = facts;
    router.refresh();
  }, [facts, router]);
  return <LiveContext value={value}>{children}</LiveContext>;
}

export function useLive(): Live {
  const value = useContext(LiveContext);
  if (!value) throw new Error("useLive needs a LiveLeaseProvider above it");
  return value.live;
}

/** Postgres' clock as this browser knows it, once a second; until the first message it stands at the snapshot. */
export function useServerNow(): Date {
  const value = useContext(LiveContext);
  if (!value) throw new Error("useServerNow needs a LiveLeaseProvider above it");
  const { live, clockOffsetMs } = value;
  const [now, setNow] = useState(() => new Date(live.serverTime));
  useEffect(() => {
    if (clockOffsetMs === null || live.settled) return;
    const tick = () => setNow(new Date(Date.now() + clockOffsetMs));
    tick();
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, [clockOffsetMs, live.settled]);
  return now;
}

export function useLiveCost(): LiveCost & { totalMicros: bigint; totalSeconds: bigint } {
  const live = useLive();
  const cost = liveCost(live, useServerNow());
  return {
    ...cost,
    totalMicros: BigInt(live.bookedMicros) + cost.micros,
    totalSeconds: BigInt(live.bookedSeconds) + cost.seconds,
  };
}
