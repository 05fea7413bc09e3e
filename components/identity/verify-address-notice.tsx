"use client";

import { MailWarning } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/web/action-result";

interface VerifyAddressNoticeProps {
  email: string;
  send: (input: Record<string, never>) => Promise<ActionResult<{ email: string }>>;
}

/** Above every page of somebody whose address nobody has confirmed. Nothing is held back for it. */
export function VerifyAddressNotice({ email, send }: VerifyAddressNoticeProps) {
  const [pending, setPending] = useState(false);

  async function again() {
    setPending(true);
    try {
      const result = await send({});
      if (result.ok) toast.success(`A new link is on its way to ${result.data.email}`);
      else toast.error(result.error.message);
    } catch {
      toast.error("The request did not get through. Try again.");
    } finally {
      setPending(false);
    }
  }

  return (
    <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <MailWarning aria-hidden className="size-4 shrink-0 text-warning" />
      <p className="min-w-0 flex-1 break-words">
        Confirm your address: follow the link that was mailed to <strong className="font-medium">{email}</strong>, so
        that receipts and warnings reach you.
      </p>
      <Button size="sm" pending={pending} onClick={again}>
        Send again
      </Button>
    </div>
  );
}
