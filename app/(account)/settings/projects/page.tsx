import type { Metadata } from "next";
import Link from "next/link";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { CreateProjectDialog } from "@/components/organization/project-dialog";
import { ProjectsTable } from "@/components/organization/projects-table";
import { toWire } from "@/components/wire";
import { isOffered } from "@/lib/identity/authorize";
import { listProjects } from "@/lib/identity/projects/queries";
import { listBudgets } from "@/lib/metering/budget-queries";
import { requireContext } from "@/lib/web/context";
import { submitArchive, submitProject, submitRename } from "./actions";

export const metadata: Metadata = { title: "Projects" };

export default async function ProjectsPage() {
  const ctx = await requireContext();
  const mayManage = isOffered(ctx.actor, "project.manage");
  const [projects, budgets] = await Promise.all([listProjects(ctx), listBudgets(ctx)]);
  const budgetOf = new Map(budgets.map((budget) => [budget.projectId, budget]));
  const rows = projects.map((project) => ({ ...project, budget: budgetOf.get(project.id) ?? null }));
  const create = mayManage ? <CreateProjectDialog onCreate={submitProject} /> : null;
  return (
    <PageBody>
      <PageHeader
        title="Projects"
        description={
          <>
            Parts of your instances. A project's budget is set under{" "}
            <Link href="/billing" className="text-primary underline underline-offset-2">
              Billing
            </Link>
            , and who sees it alone under{" "}
            <Link href="/settings/members" className="text-primary underline underline-offset-2">
              Members
            </Link>
            .
          </>
        }
        actions={rows.length > 0 ? create : null}
      />
      <ProjectsTable
        rows={toWire(rows)}
        actions={mayManage ? { rename: submitRename, archive: submitArchive } : undefined}
        create={create}
      />
    </PageBody>
  );
}
