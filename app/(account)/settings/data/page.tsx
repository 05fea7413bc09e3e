import { Download } from "lucide-react";
import type { Metadata } from "next";
import { DeleteAccountDialog } from "@/components/identity/delete-account-dialog";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { listObstacles } from "@/lib/identity/export-data";
import { getAskedProof } from "@/lib/identity/security-queries";
import { requireOwnContext } from "@/lib/web/context";
import { submitDeletion } from "./actions";

export const metadata: Metadata = { title: "Your data" };

export default async function DataPage() {
  const ctx = await requireOwnContext();
  const obstacles = await listObstacles(ctx);
  const asked = await getAskedProof(ctx);
  return (
    <PageBody>
      <PageHeader title="Your data" description="What is kept of you, to take with you or to have erased." />
      <Card>
        <CardHeader
          title="Export"
          description="Your profile, sessions, memberships, keys and what you did, as one JSON file."
          actions={
            <Button asChild>
              <a href="/settings/data/export" download>
                <Download aria-hidden />
                Download
              </a>
            </Button>
          }
        />
        <CardContent>
          Owners find their organization&apos;s instances and statements in it by reference. At most five an hour.
        </CardContent>
      </Card>
      <Card>
        <CardHeader
          title="Delete your account"
          actions={
            obstacles.length === 0 ? (
              <DeleteAccountDialog
                email={ctx.actor.email}
                asksPassword={asked === "password"}
                submit={submitDeletion}
              />
            ) : null
          }
        />
        <CardContent className="flex flex-col gap-3">
          <p>
            Your name, address, credentials and sessions are erased. What was booked stays in the books without them,
            and an organization of yours alone is closed.
          </p>
          {obstacles.length > 0 ? (
            <Alert tone="warning" title="Not yet">
              <ul className="list-disc pl-4">
                {obstacles.map((obstacle) => (
                  <li key={obstacle}>{obstacle}</li>
                ))}
              </ul>
            </Alert>
          ) : null}
        </CardContent>
      </Card>
    </PageBody>
  );
}
