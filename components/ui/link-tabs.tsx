"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { tabClasses, tabListClasses } from "./tabs";

/** Tabs that are pages of their own: the URL says which is open. */
export function LinkTabs({
  items,
  label = "Sections",
}: {
  items: readonly { label: string; href: string }[];
  label?: string;
}) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className={tabListClasses}>
      {items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          aria-current={pathname === item.href ? "page" : undefined}
          className={tabClasses}
        >
          {item.label}
        </Link>
      ))}
    </nav>
  );
}
