"use client";

import { useEffect, useState } from "react";

const format = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" } as const;

/** A span of time where the reader is, which only the browser knows: empty on the server, and where it is UTC there too. */
export function LocalSpan({ from, to }: { from: string; to: string }) {
  const [text, setText] = useState("");
  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const isUtc = new Date(from).getTimezoneOffset() === 0 && new Date(to).getTimezoneOffset() === 0;
    if (isUtc) return;
    const local = new Intl.DateTimeFormat("en-GB", format);
    setText(`${local.format(new Date(from))} to ${local.format(new Date(to))}, ${timeZone}`);
  }, [from, to]);
  return text ? <span className="block text-muted-foreground tabular">{text}</span> : null;
}
