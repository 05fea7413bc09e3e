"use client";

import { ErrorState } from "@/components/layout/error-state";

export default function DeskError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <ErrorState
      message="The desk could not be read just now. Nothing was changed; the books are as they were."
      requestId={error.digest}
      retry={reset}
    />
  );
}
