"use client";

import { Keyboard, Menu, Search } from "lucide-react";
import { usePathname } from "next/navigation";
import { useState, useSyncExternalStore } from "react";
import { Breadcrumb } from "@/components/ui/breadcrumb";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Sheet, SheetContent, SheetTrigger } from "@/components/ui/sheet";
import { useCommandCenter } from "./command-context";
import { crumbsFor, portalLabels } from "./nav";
import { SidebarBody, type SidebarProps } from "./sidebar";

const never = () => () => {};

export function TopBar(props: SidebarProps) {
  const pathname = usePathname();
  const { openPalette, openShortcuts } = useCommandCenter();
  const [menuOpen, setMenuOpen] = useState(false);
  const isApple = useSyncExternalStore(
    never,
    () => /mac|iphone|ipad/i.test(navigator.platform),
    () => false,
  );
  return (
    <header className="sticky top-0 z-30 flex h-12 shrink-0 items-center gap-2 border-b bg-background px-4 sm:px-6">
      <Sheet open={menuOpen} onOpenChange={setMenuOpen}>
        <SheetTrigger asChild>
          <Button variant="ghost" size="icon" aria-label="Open the menu" className="-ml-2 md:hidden">
            <Menu aria-hidden />
          </Button>
        </SheetTrigger>
        <SheetContent title={portalLabels[props.portal]} side="left" className="w-64 bg-sidebar">
          <SidebarBody {...props} onNavigate={() => setMenuOpen(false)} />
        </SheetContent>
      </Sheet>
      <Breadcrumb items={crumbsFor(props.nav, pathname)} className="flex-1" />
      <button
        type="button"
        onClick={openPalette}
        aria-label="Search and commands"
        aria-keyshortcuts="Meta+K Control+K"
        className="flex h-8 items-center gap-2 rounded-md border bg-card px-2.5 text-muted-foreground hover:border-input hover:text-foreground"
      >
        <Search aria-hidden className="size-4" />
        <span className="hidden sm:inline">Go to</span>
        <Kbd className="hidden sm:inline-flex sm:min-w-12">{isApple ? "\u2318 K" : "Ctrl K"}</Kbd>
      </button>
      <Button
        variant="ghost"
        size="icon"
        aria-label="Keyboard shortcuts"
        aria-keyshortcuts="?"
        onClick={openShortcuts}
        className="-mr-2 max-sm:hidden"
      >
        <Keyboard aria-hidden />
      </Button>
    </header>
  );
}
