import { API_SCOPES, type ApiScope } from "@/lib/core/api-scopes";

/** What an API key can be given, read from the table that the code asks. */
export function ScopesTable() {
  return (
    <section
      aria-label="Scopes of API keys"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable
      tabIndex={0}
      className="relative overflow-x-auto rounded-lg border bg-card"
    >
      <table className="w-full text-left">
        <thead className="border-b bg-muted text-xs">
          <tr>
            {["Scope", "May", "Of a", "Permissions"].map((head) => (
              <th key={head} scope="col" className="px-3 py-2 font-medium">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">
          {(Object.keys(API_SCOPES) as ApiScope[]).map((scope) => {
            const { text, kind, permissions } = API_SCOPES[scope];
            return (
              <tr key={scope}>
                <th scope="row" className="whitespace-nowrap px-3 py-2 font-mono font-normal text-xs">
                  {scope}
                </th>
                <td className="min-w-48 px-3 py-2">{text}</td>
                <td className="px-3 py-2">{kind}</td>
                <td className="px-3 py-2 font-mono text-muted-foreground text-xs">{permissions.join(", ")}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
