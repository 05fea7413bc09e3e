"use client";

import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import type { OpenBillingPortalInput } from "@/lib/payments/schemas";
import type { ActionResult } from "@/lib/web/action-result";

export type OpenPortal = (input: OpenBillingPortalInput) => Promise<ActionResult<{ url: string }>>;

interface PortalButtonProps {
  open: OpenPortal;
  purpose: "manage" | "card";
  children: string;
  size?: "sm" | "md";
}

/** To Stripe's own page, which is made when asked for and good for minutes. */
export function PortalButton({ open, purpose, children, size }: PortalButtonProps) {
  const [pending, setPending] = useState(false);

  async function go() {
    setPending(true);
    try {
      const result = await open({ purpose });
      if (result.ok) return window.location.assign(result.data.url);
      toast.error(result.error.message);
    } catch {
      toast.error("The request did not get through. Try again.");
    }
    // still pending while the browser is on its way
    setPending(false);
  }

  return (
    <Button pending={pending} onClick={go} {...(size ? { size } : {})}>
      {children}
    </Button>
  );
}
