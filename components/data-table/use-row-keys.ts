"use client";

import { type RefObject, useEffect } from "react";

const STEPS: Record<string, number> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };

/** `j` and `k` walk the rows from anywhere on the page, the arrows once a row has the focus. */
export function useRowKeys(table: RefObject<HTMLElement | null>) {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const step = STEPS[event.key];
      const root = table.current;
      if (!step || !root || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (target?.isContentEditable || target?.closest("input, textarea, select, [role=dialog], [role=menu]")) return;
      if (!isOwner(root)) return;
      const rows = [...root.querySelectorAll<HTMLElement>("[data-row]")];
      const current = rows.findIndex((row) => row.contains(document.activeElement));
      if (event.key.startsWith("Arrow") && rows[current] !== document.activeElement) return;
      const next = rows[current < 0 ? 0 : current + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [table]);
}

/** Of several tables on a page, the one with the focus walks; else the first. */
function isOwner(root: HTMLElement): boolean {
  const focused = document.activeElement?.closest("[data-table]");
  return (focused ?? document.querySelector("[data-table]")) === root;
}
