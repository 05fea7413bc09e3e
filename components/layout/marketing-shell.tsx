import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Wordmark } from "./logo";
import { SkipLink } from "./skip-link";
import { ThemeToggle } from "./theme-toggle";

type NavLink = { label: string; href: string };
type MarketingShellProps = {
  nav?: readonly NavLink[];
  signedInHref?: string | undefined;
  footer?: ReactNode;
  children: ReactNode;
};

export function MarketingShell({ nav = [], signedInHref, footer, children }: MarketingShellProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="sticky top-0 z-30 border-b bg-background">
        <div className="mx-auto flex min-h-14 max-w-6xl flex-wrap items-center gap-x-6 px-4 sm:px-6">
          <Link href="/" aria-label="Openhall, home" className="flex h-14 items-center rounded-md">
            <Wordmark />
          </Link>
          <nav
            aria-label="Site"
            hidden={nav.length === 0}
            className="flex items-center gap-4 max-sm:order-last max-sm:h-9 max-sm:w-full max-sm:pb-2 sm:flex-1"
          >
            {nav.map((item) => (
              <Link key={item.href} href={item.href} className="rounded-sm text-muted-foreground hover:text-foreground">
                {item.label}
              </Link>
            ))}
          </nav>
          <div className="ml-auto flex items-center gap-2">
            <ThemeToggle />
            {signedInHref ? (
              <Button asChild variant="primary">
                <Link href={signedInHref}>Open your portal</Link>
              </Button>
            ) : (
              <>
                <Button asChild variant="ghost">
                  <Link href="/sign-in">Sign in</Link>
                </Button>
                <Button asChild variant="primary">
                  <Link href="/sign-up">Sign up</Link>
                </Button>
              </>
            )}
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="flex-1 outline-none">
        {children}
      </main>
      <footer className="border-t">
        <div className="mx-auto flex max-w-6xl flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-6 text-muted-foreground text-xs sm:px-6">
          <p>Openhall is open source under Apache-2.0.</p>
          {footer}
        </div>
      </footer>
    </div>
  );
}
