import Link from "next/link";
import type { ReactNode } from "react";
import { Wordmark } from "./logo";
import { ThemeToggle } from "./theme-toggle";

type AuthShellProps = { title: string; description?: ReactNode; footer?: ReactNode; children: ReactNode };

export function AuthShell({ title, description, footer, children }: AuthShellProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-14 items-center justify-between px-4 sm:px-6">
        <Link href="/" aria-label="Openhall, home" className="flex rounded-md">
          <Wordmark />
        </Link>
        <ThemeToggle />
      </header>
      <main id="main" className="flex flex-1 flex-col items-center px-4 pt-[8vh] pb-16">
        <div className="w-full max-w-sm rounded-lg border bg-card p-6">
          <h1 className="text-xl">{title}</h1>
          {description ? <p className="mt-1 text-muted-foreground">{description}</p> : null}
          <div className="mt-5">{children}</div>
        </div>
        {footer ? <div className="mt-4 text-center text-muted-foreground">{footer}</div> : null}
      </main>
    </div>
  );
}
