import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";

type ErrorStateProps = {
  title?: string;
  message: ReactNode;
  requestId?: string | undefined;
  retry?: () => void;
  action?: ReactNode;
  isPage?: boolean;
};

/** `retry` needs a client component; a server component passes a link as `action`. */
export function ErrorState({
  title = "This did not load",
  message,
  requestId,
  retry,
  action,
  isPage,
}: ErrorStateProps) {
  const Title = isPage ? "h1" : "p";
  return (
    <div role="alert" className="flex flex-col items-center gap-3 px-6 py-12 text-center">
      <span className="flex size-9 items-center justify-center rounded-md bg-danger-soft text-danger">
        <CircleAlert aria-hidden className="size-4" />
      </span>
      <div>
        <Title className="font-semibold text-base">{title}</Title>
        <p className="mx-auto mt-0.5 max-w-md text-balance text-muted-foreground">{message}</p>
      </div>
      {requestId ? (
        <p className="flex items-center gap-1 text-muted-foreground text-xs">
          Request <span className="font-mono">{requestId}</span>
          <CopyButton value={requestId} label="Copy the request id" />
        </p>
      ) : null}
      {retry || action ? (
        <div className="flex flex-wrap justify-center gap-2">
          {retry ? <Button onClick={retry}>Try again</Button> : null}
          {action}
        </div>
      ) : null}
    </div>
  );
}
