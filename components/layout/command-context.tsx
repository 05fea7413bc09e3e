"use client";

import { createContext, useContext, useEffect, useId } from "react";

/** One line of the palette. From a server component give `href` or `copy`; `onSelect` needs a client component. */
export type CommandAction = { id: string; label: string; hint?: string } & (
  | { href: string; copy?: never; onSelect?: never }
  | { copy: string; href?: never; onSelect?: never }
  | { onSelect: () => void; href?: never; copy?: never }
);

type Center = { openPalette: () => void; openShortcuts: () => void };
type Register = (owner: string, commands: readonly CommandAction[]) => void;

const nothing = () => {};

export const CenterContext = createContext<Center>({ openPalette: nothing, openShortcuts: nothing });
export const RegisterContext = createContext<Register>(nothing);

export function useCommandCenter(): Center {
  return useContext(CenterContext);
}

/** Adds a page's own actions to the palette for as long as the page is shown. */
export function PageCommands({ commands }: { commands: readonly CommandAction[] }) {
  const register = useContext(RegisterContext);
  const owner = useId();
  useEffect(() => {
    register(owner, commands);
    return () => register(owner, []);
  }, [register, owner, commands]);
  return null;
}
