import type { ReactNode } from "react";
import { Icon, type IconName } from "./icons";

type EmptyStateProps = { title: string; description: ReactNode; action?: ReactNode; icon?: IconName; isPage?: boolean };

/** `description` says what to do next; `action` does it. `isPage` where nothing else is on the page. */
export function EmptyState({ title, description, action, icon = "empty", isPage }: EmptyStateProps) {
  const Title = isPage ? "h1" : "p";
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-12 text-center">
      <span className="flex size-9 items-center justify-center rounded-md border bg-card text-muted-foreground">
        <Icon name={icon} className="size-4" />
      </span>
      <div>
        <Title className="font-semibold text-base">{title}</Title>
        <p className="mx-auto mt-0.5 max-w-sm text-balance text-muted-foreground">{description}</p>
      </div>
      {action}
    </div>
  );
}
