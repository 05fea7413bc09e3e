"use client";

import { ErrorState } from "@/components/layout/error-state";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <ErrorState
      isPage
      message="Something on our side failed while this page was made. Your data is as it was."
      requestId={error.digest}
      retry={reset}
    />
  );
}
