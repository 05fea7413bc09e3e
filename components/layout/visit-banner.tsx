"use client";

import { Eye } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "./relative-time";

export interface VisitShown {
  organizationName: string;
  staffEmail: string;
  reason: string;
  readOnly: boolean;
  endsAt: string;
}

/** Above every page of somebody who looks in. A plain form, so that leaving works before the page has hydrated; at its time it leaves by itself. */
export function VisitBanner({ visit }: { visit: VisitShown }) {
  const { organizationName, staffEmail, reason, readOnly, endsAt } = visit;
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    const leftMs = Math.max(0, Date.parse(endsAt) - Date.now());
    const timer = setTimeout(() => form.current?.requestSubmit(), leftMs + 1_000);
    return () => clearTimeout(timer);
  }, [endsAt]);

  return (
    <section
      aria-label="Support visit"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-warning/40 border-b bg-warning-soft px-4 py-2 sm:px-6"
    >
      <Eye aria-hidden className="size-4 shrink-0 text-warning" />
      <p className="min-w-0 flex-1 break-words">
        <strong className="font-medium">{staffEmail}</strong> is looking in at{" "}
        <strong className="font-medium">{organizationName}</strong>
        {readOnly ? ", without changing anything" : ", and may change things"}: {reason}{" "}
        <span className="whitespace-nowrap">
          (ends <RelativeTime at={endsAt} />)
        </span>
      </p>
      <form ref={form} method="post" action="/api/visit/end">
        <Button type="submit" size="sm">
          End visit
        </Button>
      </form>
    </section>
  );
}
