"use client";

import { ErrorState } from "@/components/layout/error-state";

/** Inside the portal's frame, so that the way elsewhere stays on screen. */
export default function OperatorError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <ErrorState
      message="Something on our side failed while this page was made. Your data is as it was."
      requestId={error.digest}
      retry={reset}
    />
  );
}
