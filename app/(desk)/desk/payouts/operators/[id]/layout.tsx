import { loadOperator } from "./load-operator";

interface OperatorLayoutProps {
  params: Promise<{ id: string }>;
  children: React.ReactNode;
}

/** Outside the page's loading state, so that what is not there answers 404 before anything is streamed. */
export default async function OperatorLayout({ params, children }: OperatorLayoutProps) {
  await loadOperator((await params).id);
  return children;
}
