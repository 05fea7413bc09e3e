"use client";

import { signIn } from "next-auth/react";
import { useState } from "react";
import { Button } from "@/components/ui/button";

interface ProviderButtonsProps {
  providers: readonly { id: string; name: string }[];
  /** `Sign in with`, `Link`. */
  verb: string;
}

/** Off to a provider and back. */
export function ProviderButtons({ providers, verb }: ProviderButtonsProps) {
  const [pending, setPending] = useState<string | null>(null);
  return providers.map(({ id, name }) => (
    <Button
      key={id}
      size="lg"
      pending={pending === id}
      onClick={() => {
        setPending(id);
        void signIn(id, { callbackUrl: "/" });
      }}
    >
      {verb} {name}
    </Button>
  ));
}
