"use client";

import { type ReactNode, useCallback, useMemo, useState } from "react";
import { CenterContext, type CommandAction, RegisterContext } from "./command-context";
import { CommandPalette } from "./command-palette";
import type { NavItem } from "./nav";
import { ShortcutsDialog } from "./shortcuts-dialog";
import { useShortcuts } from "./use-shortcuts";

type CommandCenterProps = { nav: readonly NavItem[]; commands: readonly CommandAction[]; children: ReactNode };

/** Holds the palette, the list of shortcuts and the keys that open them. */
export function CommandCenter({ nav, commands, children }: CommandCenterProps) {
  const [open, setOpen] = useState<"palette" | "shortcuts" | null>(null);
  const [pageCommands, setPageCommands] = useState<Record<string, readonly CommandAction[]>>({});

  const register = useCallback((owner: string, added: readonly CommandAction[]) => {
    setPageCommands((all) => ({ ...all, [owner]: added }));
  }, []);
  const togglePalette = useCallback(() => setOpen((now) => (now === "palette" ? null : "palette")), []);
  const center = useMemo(
    () => ({ openPalette: () => setOpen("palette"), openShortcuts: () => setOpen("shortcuts") }),
    [],
  );
  useShortcuts({ nav, togglePalette, openShortcuts: center.openShortcuts });

  return (
    <RegisterContext value={register}>
      <CenterContext value={center}>
        {children}
        <CommandPalette
          open={open === "palette"}
          onOpenChange={(next) => setOpen(next ? "palette" : null)}
          nav={nav}
          actions={[...Object.values(pageCommands).flat(), ...commands]}
        />
        <ShortcutsDialog
          open={open === "shortcuts"}
          onOpenChange={(next) => setOpen(next ? "shortcuts" : null)}
          nav={nav}
        />
      </CenterContext>
    </RegisterContext>
  );
}
