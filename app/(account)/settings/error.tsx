"use client";

import { ErrorState } from "@/components/layout/error-state";

export default function SettingsError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <ErrorState
      message="Something on our side failed while this page was made. What runs keeps running, and your data is as it was."
      requestId={error.digest}
      retry={reset}
    />
  );
}
