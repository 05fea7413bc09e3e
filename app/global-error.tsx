"use client";

import { ErrorState } from "@/components/layout/error-state";
import "./globals.css";

export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Openhall</title>
        <main className="flex min-h-dvh items-center justify-center">
          <ErrorState
            isPage
            message="Something on our side failed before the page could be made. Your data is as it was."
            requestId={error.digest}
            retry={reset}
          />
        </main>
      </body>
    </html>
  );
}
