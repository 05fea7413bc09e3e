"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { RebootPolicy } from "@/lib/core/leases/reboot";
import type { ActionResult } from "@/lib/web/action-result";
import type { Refusal } from "@/lib/web/refusal";

interface LaunchRequest {
  skuId: string;
  siteId: string;
  projectId?: string;
  sshKeyIds: string[];
  name?: string;
  diskGib?: number;
  onHostReboot?: RebootPolicy;
  endsAt?: string;
  spendLimit?: string;
  maxRetailMicrosPerHour: string;
  idempotencyKey: string;
}

export type LaunchAction = (input: LaunchRequest) => Promise<ActionResult<{ leaseId: string }>>;
export type LaunchRefusal = Pick<Refusal, "code" | "message" | "fields">;

/** Works on plain http too, where randomUUID does not. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Sends a launch under one idempotency key a form, so that sent twice it launches once, and goes to the instance. */
export function useLaunch(launch: LaunchAction) {
  const router = useRouter();
  const [idempotencyKey, setIdempotencyKey] = useState(newKey);
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<LaunchRefusal | null>(null);

  function refuse(error: LaunchRefusal) {
    setRefusal(error);
    if (error.code === "conflict") setIdempotencyKey(newKey());
    // Price, stock and balance as they are now.
    if (error.code !== "invalid_input") router.refresh();
  }

  async function send(request: Omit<LaunchRequest, "idempotencyKey">) {
    if (pending) return;
    setPending(true);
    setRefusal(null);
    try {
      const result = await launch({ ...request, idempotencyKey });
      if (result.ok) return router.push(`/instances/${result.data.leaseId}`);
      refuse(result.error);
    } catch {
      const message = "The request did not get through. Sending it again launches only once.";
      setRefusal({ code: "unavailable", message });
    }
    setPending(false);
  }

  return { pending, refusal, send };
}
