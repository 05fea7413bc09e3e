"use client";

import { useState } from "react";
import { Id } from "@/components/layout/id";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { FormError } from "@/components/ui/field";
import { useDialogForm } from "@/components/use-dialog-form";
import type { Wire } from "@/components/wire";
import type { ChainVerdict } from "@/lib/audit/verify-chain";
import type { getAuditChain } from "@/lib/identity/audit-queries";
import type { ActionResult } from "@/lib/web/action-result";

interface ChainCardProps {
  chain: Wire<Awaited<ReturnType<typeof getAuditChain>>>;
  verify: (input: Record<string, never>) => Promise<ActionResult<ChainVerdict>>;
}

/** What makes the log one that nobody can rewrite unseen, and what to keep for that. */
export function ChainCard({ chain, verify }: ChainCardProps) {
  const form = useDialogForm();
  const [verdict, setVerdict] = useState<ChainVerdict | null>(null);

  async function check() {
    setVerdict(null);
    setVerdict(await form.send(() => verify({})));
  }

  return (
    <Card>
      <CardHeader
        title="Proof"
        description="Each event holds the hash of the one before. Keep the end of a day elsewhere: then nobody can write another past."
        actions={
          <Button size="sm" pending={form.pending} onClick={check}>
            Check the log now
          </Button>
        }
      />
      <CardContent className="flex flex-col gap-3">
        {verdict ? <VerdictAlert verdict={verdict} /> : null}
        <FormError>{form.message}</FormError>
        {chain.anchors.length === 0 ? (
          <p className="text-muted-foreground">The first end of a day is kept shortly after midnight, UTC.</p>
        ) : (
          <ul className="divide-y">
            {chain.anchors.map((anchor) => (
              <li key={anchor.day} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5 py-1.5">
                <span className="tabular">
                  {anchor.day} <span className="text-muted-foreground">up to no. {anchor.sequence}</span>
                </span>
                <Id value={`${anchor.sequence}:${anchor.hash}`} />
              </li>
            ))}
          </ul>
        )}
        <p className="text-muted-foreground text-xs">
          An exported NDJSON file is checked without us: <code>npm run verify-audit -- file.ndjson --kept NO:HASH</code>
        </p>
      </CardContent>
    </Card>
  );
}

function VerdictAlert({ verdict: { events, breaks, unchained } }: { verdict: ChainVerdict }) {
  const [first] = breaks;
  if (first)
    return (
      <Alert tone="danger" title="The log is not what was written">
        {first.sequence === null ? "" : `At no. ${first.sequence}: `}
        {first.problem}. Tell support, and keep what you exported before.
      </Alert>
    );
  const soon = unchained > 0 ? ` ${unchained} more are added within seconds.` : "";
  return (
    <Alert tone="success" title="The log is whole">
      {`${events} events follow one from the other.${soon}`}
    </Alert>
  );
}
