"use client";

import Link from "next/link";
import { tabClasses, tabListClasses } from "@/components/ui/tabs";

interface SegmentedLinksProps {
  label: string;
  items: readonly { label: string; href: string; current: boolean }[];
}

/** A choice that lives in the query string. */
export function SegmentedLinks({ label, items }: SegmentedLinksProps) {
  return (
    <nav aria-label={label} className={tabListClasses}>
      {items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          scroll={false}
          aria-current={item.current ? "page" : undefined}
          className={tabClasses}
        >
          {item.label}
        </Link>
      ))}
    </nav>
  );
}
