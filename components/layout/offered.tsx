"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Permission } from "@/lib/core/permissions";

const Offers = createContext<readonly Permission[]>([]);

/** What the reader may do. The verbs decide; this keeps pages from showing what they would refuse. */
export function OfferedProvider({ offered, children }: { offered: readonly Permission[]; children: ReactNode }) {
  return <Offers.Provider value={offered}>{children}</Offers.Provider>;
}

export function useOffered(permission: Permission): boolean {
  return useContext(Offers).includes(permission);
}

/** Its children for whom it is offered, for everybody else nothing. */
export function Offered({ to, children }: { to: Permission; children: ReactNode }) {
  return useOffered(to) ? children : null;
}
