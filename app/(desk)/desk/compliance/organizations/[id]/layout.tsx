import { loadDeclarations } from "./load-declarations";

interface OrganizationLayoutProps {
  params: Promise<{ id: string }>;
  children: React.ReactNode;
}

/** Outside the page's loading state, so that what is not there answers 404 before anything is streamed. */
export default async function OrganizationLayout({ params, children }: OrganizationLayoutProps) {
  await loadDeclarations((await params).id);
  return children;
}
