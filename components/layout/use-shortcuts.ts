"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import type { NavItem } from "./nav";

const SEQUENCE_MS = 1_200;

/** True where a plain key belongs to something else: a text field, an open dialog or menu. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (target?.isContentEditable || target?.closest("input, textarea, select")) return true;
  return document.querySelector("[role=dialog], [role=alertdialog], [role=menu], [role=listbox]") !== null;
}

type Handlers = { nav: readonly NavItem[]; togglePalette: () => void; openShortcuts: () => void };

export function useShortcuts({ nav, togglePalette, openShortcuts }: Handlers) {
  const router = useRouter();
  const sequenceAt = useRef(0);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if ((event.metaKey || event.ctrlKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        togglePalette();
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || isTyping(event)) return;
      if (event.key === "?") {
        event.preventDefault();
        openShortcuts();
        return;
      }
      if (event.key === "g") {
        sequenceAt.current = event.timeStamp;
        return;
      }
      const item = nav.find((candidate) => candidate.shortcut === event.key);
      if (item && event.timeStamp - sequenceAt.current < SEQUENCE_MS) {
        event.preventDefault();
        router.push(item.href);
      }
      sequenceAt.current = Number.NEGATIVE_INFINITY;
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [nav, router, togglePalette, openShortcuts]);
}
