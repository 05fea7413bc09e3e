"use client";

import { useEffect, useRef, useState } from "react";
import type { Wire } from "@/components/wire";
import type { LiveLease } from "@/lib/metering/live-queries";

export type Live = Wire<LiveLease>;

const POLL_MS = 3_000;
/** The browser reconnects by itself; after so many failures in a row it is the stream that does not get through. */
const MOST_FAILURES = 2;

/** Newer facts over older ones; events are kept in their order, each once. */
export function mergeLive(known: Live, news: Live): Live {
  if (Date.parse(news.serverTime) < Date.parse(known.serverTime)) return known;
  const seen = new Set(known.events.map((event) => event.seq));
  const added = news.events.filter((event) => !seen.has(event.seq));
  return { ...news, events: added.length ? [...known.events, ...added].sort((a, b) => a.seq - b.seq) : known.events };
}

/** A lease as it goes: over server-sent events, by polling where those don't get through, and still once it is settled. */
export function useLiveLease(initial: Live): { live: Live; clockOffsetMs: number | null } {
  const [live, setLive] = useState(initial);
  const [clockOffsetMs, setClockOffsetMs] = useState<number | null>(null);
  const lastSeq = useRef(0);
  lastSeq.current = live.events.at(-1)?.seq ?? 0;
  const { leaseId, settled } = live;

  useEffect(() => {
    if (settled) return;
    let source: EventSource | null = null;
    let poll: ReturnType<typeof setInterval> | null = null;
    let failures = 0;
    const path = (query: string) => `/api/live/leases/${leaseId}?after=${lastSeq.current}${query}`;

    function take(news: Live) {
      failures = 0;
      setClockOffsetMs(Date.parse(news.serverTime) - Date.now());
      setLive((known) => mergeLive(known, news));
    }
    async function ask() {
      try {
        const response = await fetch(path("&once=1"), { headers: { accept: "application/json" } });
        if (response.ok) take((await response.json()) as Live);
      } catch {
        // Offline for a moment; the next poll tells.
      }
    }
    function startPolling() {
      source?.close();
      void ask();
      poll ??= setInterval(ask, POLL_MS);
    }

    source = new EventSource(path(""));
    source.onmessage = (message) => take(JSON.parse(message.data) as Live);
    source.onerror = () => {
      failures += 1;
      if (source?.readyState === EventSource.CLOSED || failures >= MOST_FAILURES) startPolling();
    };
    return () => {
      source?.close();
      if (poll) clearInterval(poll);
    };
  }, [leaseId, settled]);

  return { live, clockOffsetMs };
}
