"use client";

import type { ReactNode } from "react";
import { DefinitionList } from "@/components/layout/definition-list";
import { Id } from "@/components/layout/id";
import { UtcTime } from "@/components/layout/utc-time";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { actionText } from "@/lib/core/audit/action-texts";
import type { AuditRow } from "./audit-row";
import { ChangeList, FieldList } from "./change-list";
import { whoDid } from "./who-did";

/** Everything that is kept of one event. */
export function EventDialog({ event }: { event: AuditRow }) {
  const text = actionText(event.action);
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button size="sm" variant="ghost" aria-label={`Details: ${text}, ${event.at}`}>
          Details
        </Button>
      </DialogTrigger>
      <DialogContent size="lg" title={text} description={`By ${whoDid(event)}`}>
        <div className="flex flex-col gap-5">
          {event.before || event.after ? (
            <Part title="What changed">
              <ChangeList before={event.before ?? {}} after={event.after ?? {}} />
            </Part>
          ) : null}
          {Object.keys(event.detail).length > 0 ? (
            <Part title="Told with it">
              <FieldList fields={event.detail} />
            </Part>
          ) : null}
          <Part title="The event">
            <DefinitionList items={factsOf(event)} />
          </Part>
        </div>
      </DialogContent>
    </Dialog>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-medium text-sm">{title}</h3>
      {children}
    </section>
  );
}

function factsOf(event: AuditRow) {
  const hash = event.hash ?? "A moment from now";
  const facts: { label: string; value: ReactNode }[] = [
    { label: "When (UTC)", value: <UtcTime at={event.at} precision="second" /> },
    { label: "Action", value: <span className="font-mono text-xs">{event.action}</span> },
    { label: "On", value: event.targetId ? <Id value={event.targetId} full /> : "-" },
    { label: "From", value: event.address ?? "-" },
    { label: "With", value: event.userAgent ?? "-" },
    { label: "Request", value: <Id value={event.requestId} full /> },
    { label: "No. in the chain", value: event.sequence ?? "-" },
    { label: "Hash", value: <span className="break-all font-mono text-xs">{hash}</span> },
  ];
  if (event.apiKeyId) facts.splice(3, 0, { label: "API key", value: <Id value={event.apiKeyId} full /> });
  return facts;
}
