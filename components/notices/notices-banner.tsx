"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { RelativeTime } from "@/components/layout/relative-time";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { Tone } from "@/components/ui/tone";
import type { Wire } from "@/components/wire";
import type { Notice } from "@/lib/identity/notice-queries";
import type { ActionResult } from "@/lib/web/action-result";

export type NoticeRow = Pick<Wire<Notice>, "id" | "severity" | "title" | "body" | "href" | "raisedAt">;
type Dismiss = (input: { noticeId: string }) => Promise<ActionResult<{ noticeId: string }>>;

const tones: Record<NoticeRow["severity"], Tone> = { critical: "danger", warning: "warning", info: "info" };
const MOST_SHOWN = 3;

/** What a party should know now, the gravest first; nothing where there is nothing. A dismissed notice stays away while its reason lasts. */
export function NoticesBanner({ notices, dismiss }: { notices: NoticeRow[]; dismiss: Dismiss }) {
  const [all, setAll] = useState(false);
  if (notices.length === 0) return null;
  const shown = all ? notices : notices.slice(0, MOST_SHOWN);
  return (
    <section aria-label="Notices" className="flex flex-col gap-2">
      {shown.map((notice) => (
        <NoticeAlert key={notice.id} notice={notice} dismiss={dismiss} />
      ))}
      {notices.length > shown.length ? (
        <Button variant="ghost" size="sm" className="self-start" onClick={() => setAll(true)}>
          {notices.length - shown.length} more
        </Button>
      ) : null}
    </section>
  );
}

function NoticeAlert({ notice, dismiss }: { notice: NoticeRow; dismiss: Dismiss }) {
  const router = useRouter();
  const [pending, setPending] = useState(false);

  async function onDismiss() {
    setPending(true);
    try {
      const result = await dismiss({ noticeId: notice.id });
      // not found: somebody else was quicker, or the reason has gone
      if (!result.ok && result.error.code !== "not_found") toast.error(result.error.message);
      router.refresh();
    } catch {
      toast.error("The request did not get through. Try again.");
    } finally {
      setPending(false);
    }
  }

  return (
    <Alert
      tone={tones[notice.severity]}
      title={notice.title}
      action={
        <>
          {notice.href ? (
            <Button asChild size="sm">
              <Link href={notice.href}>Open</Link>
            </Button>
          ) : null}
          <Button
            variant="ghost"
            size="sm"
            pending={pending}
            aria-label={`Dismiss: ${notice.title}`}
            onClick={onDismiss}
          >
            Dismiss
          </Button>
        </>
      }
    >
      <p className="text-muted-foreground">{notice.body}</p>
      <p className="mt-0.5 text-muted-foreground text-xs">
        Since <RelativeTime at={notice.raisedAt} />
      </p>
    </Alert>
  );
}
