import type { ReactNode } from "react";
import { StepUpDialog } from "@/components/identity/step-up-dialog";
import { SwitchCommands } from "@/components/organization/switch-commands";
import type { Switcher } from "@/components/organization/switcher";
import type { Permission } from "@/lib/core/permissions";
import { CommandCenter } from "./command-center";
import type { CommandAction } from "./command-context";
import { menuFor, type NavItem, organizationKinds, type Portal } from "./nav";
import { OfferedProvider } from "./offered";
import { SidebarBody } from "./sidebar";
import { SkipLink } from "./skip-link";
import { TopBar } from "./top-bar";
import { VisitBanner, type VisitShown } from "./visit-banner";

type AppShellProps = ({ portal: Exclude<Portal, "settings"> } | { portal: "settings"; organizationKind: string }) & {
  nav: readonly NavItem[];
  /** What the reader may do: menus and pages offer no more. */
  offered: readonly Permission[];
  organizationName: string;
  userEmail: string;
  switcher?: Switcher;
  notice?: ReactNode;
  /** Of who looks in for support. */
  visit?: VisitShown | null;
  commands?: readonly CommandAction[];
  children: ReactNode;
};

export function AppShell(props: AppShellProps) {
  const nav = menuFor(props.nav, props.offered, Boolean(props.visit));
  const sidebar = {
    portal: props.portal,
    nav,
    organizationName: props.organizationName,
    organizationKind: props.portal === "settings" ? props.organizationKind : organizationKinds[props.portal],
    userEmail: props.userEmail,
    switcher: props.switcher,
  };
  return (
    <CommandCenter nav={nav} commands={props.commands ?? []}>
      <SkipLink />
      {props.switcher ? <SwitchCommands switcher={props.switcher} /> : null}
      <div className="flex min-h-dvh">
        <aside className="sticky top-0 hidden h-dvh w-56 shrink-0 flex-col border-r bg-sidebar md:flex">
          <SidebarBody {...sidebar} />
        </aside>
        <div className="flex min-w-0 flex-1 flex-col [--sticky-top:3rem]">
          <TopBar {...sidebar} />
          <main id="main" tabIndex={-1} className="flex flex-1 flex-col outline-none">
            {props.visit ? <VisitBanner visit={props.visit} /> : null}
            {props.notice ? <div className="border-b bg-muted px-4 py-2 sm:px-6">{props.notice}</div> : null}
            <div className="mx-auto w-full max-w-7xl px-4 py-6 sm:px-6">
              <OfferedProvider offered={props.offered}>{props.children}</OfferedProvider>
            </div>
          </main>
        </div>
      </div>
      <StepUpDialog />
    </CommandCenter>
  );
}
