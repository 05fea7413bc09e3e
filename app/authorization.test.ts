import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";

type Access = "public" | "person" | "customer" | "operator" | "platform" | "program" | "agent" | "signed";

/** Who may ask for what is below each folder. A page, action or route elsewhere fails until its folder is declared here. */
const ACCESS: Record<string, Access> = {
  "(marketing)/": "public",
  "(auth)/": "public",
  "(account)/": "person",
  "organizations/": "person",
  "(console)/": "customer",
  "(operator)/": "operator",
  "(desk)/": "platform",
  "api/desk/": "platform",
  "api/provenance/": "operator",
  "api/account/": "person",
  "api/live/": "customer",
  "api/v1/": "program",
  "api/visit/": "person",
  "api/agent/v1/": "agent",
  "api/stripe/": "signed",
  "api/auth/": "public",
  "api/health/": "public",
  "api/metrics/": "public",
  "api/receipt-keys/": "public",
};

/** Routes without an adapter, and why they need none. */
const BARE_ROUTES: Record<string, string> = {
  "api/auth/[...nextauth]/route.ts": "next-auth's own handler, with its own CSRF token",
  "api/receipt-keys/route.ts": "public keys, for anyone who checks a receipt",
  "api/health/route.ts": "says whether the process can serve, and nothing of what it serves",
  "api/health/live/route.ts": "says that the process answers",
  "api/health/ready/route.ts": "says whether the platform can serve, in counts and names of jobs",
  "api/metrics/route.ts": "asks for a bearer token of its own, and is not there without one",
};

const ADAPTERS: Record<Access, string[]> = {
  public: [],
  person: ["route"],
  customer: ["route"],
  operator: ["route"],
  platform: ["route"],
  program: ["apiRoute"],
  agent: ["agentRoute", "unsignedAgentRoute"],
  signed: ["signedRoute"],
};

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

const app = import.meta.dirname;
const find = (pattern: string) => globSync(pattern, { cwd: app }).sort();
const accessOf = (file: string) => Object.entries(ACCESS).find(([folder]) => file.startsWith(folder))?.[1];

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(path.join(app, file), "utf8"), ts.ScriptTarget.Latest, true);
}

const isExported = (node: ts.Statement) =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

/** Every exported value with the name of the function whose answer it is; null where it is anything else. */
function exportsOf(source: ts.SourceFile): Record<string, string | null> {
  const found: Record<string, string | null> = {};
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement) || ts.isExportAssignment(statement)) found[statement.getText()] = null;
    else if (!isExported(statement) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
      continue;
    else if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        found[name.getText()] =
          initializer && ts.isCallExpression(initializer) ? initializer.expression.getText() : null;
    else found[(statement as ts.FunctionDeclaration).name?.getText() ?? statement.getText()] = null;
  }
  return found;
}

/** Where a file has each imported name from. */
function importsOf(source: ts.SourceFile): Record<string, string> {
  const named = source.statements.filter(ts.isImportDeclaration).flatMap(({ importClause, moduleSpecifier }) => {
    const bindings = importClause?.namedBindings;
    const names = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
    return names.map(({ name }) => [name.text, (moduleSpecifier as ts.StringLiteral).text]);
  });
  return Object.fromEntries(named);
}

/** What makes a context of its own, finds out who is signed in without asking anything, or reaches the database past every verb. */
const UNASKED =
  /\b(anonymousContext|contextOf|getContext|findActor|findCurrentActor|findSessionId|encodeSession|signInByPassword|webDatabase)\b/;

/** Who uses it all the same, and why. */
const UNASKED_USES: Record<string, string> = {
  "(auth)/invitation/page.tsx": "the token is the permission; tells who is signed in whether the invitation is theirs",
  "(auth)/sign-in/factor/page.tsx": "the pending sign-in's cookie is the permission",
  "(auth)/sign-in/provider/page.tsx": "what the provider said, by its cookie, is the permission",
  "(marketing)/layout.tsx": "leads who is signed in to their portal",
  "(marketing)/page.tsx": "the public price list",
  "(auth)/sign-in/page.tsx": "sends who is signed in on",
  "(auth)/sign-up/page.tsx": "sends who is signed in on",
  "(auth)/verify-email/page.tsx": "anybody may open the link",
};

/** What a page or layout awaits first, its path apart. */
function firstAwaited(source: ts.SourceFile): string {
  const component = source.statements.find(
    (node) =>
      ts.isFunctionDeclaration(node) &&
      ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword),
  ) as ts.FunctionDeclaration | undefined;
  const texts = component?.body?.statements.map((statement) => statement.getText()) ?? [];
  return texts.find((text) => text.replaceAll(/await params\b/g, "").includes("await ")) ?? "";
}

/** `requireContext` with the kind (a person's pages: of any kind, or `requireOwnContext`) and perhaps a permission, at once or in the file's own loader, which asks it before it looks anything up. */
function asksFor(kind: string, file: string, source: ts.SourceFile): boolean {
  const text = firstAwaited(source).replaceAll(/await params\b/g, "");
  const awaited = text.slice(text.indexOf("await "));
  const imports = importsOf(source);
  const direct =
    kind === "person" ? /await require(Own)?Context\(\)/ : RegExp(`await requireContext\\("${kind}"(, "[a-z_.]+")?\\)`);
  if (awaited.search(direct) === 0)
    return (imports.requireContext ?? imports.requireOwnContext) === "@/lib/web/context";
  const loader = imports[/^await (?:orNotFound\()?(load\w+)\(/.exec(awaited)?.[1] ?? ""];
  if (!loader?.startsWith("./load-")) return false;
  const loading = parse(path.join(path.dirname(file), `${loader}.ts`));
  return direct.test(loading.text) && importsOf(loading).requireContext === "@/lib/web/context";
}

const entrances = find("**/{page,layout,route,actions,default,template}.{ts,tsx}").filter(
  (file) => file !== "layout.tsx",
);

test("every page, layout, route and action lies in a folder with a declared access", () => {
  expect(entrances.length).toBeGreaterThan(40);
  expect(entrances.filter((file) => accessOf(file) === undefined)).toEqual([]);
  const stale = [...Object.keys(ACCESS), ...Object.keys(BARE_ROUTES)];
  expect(stale.filter((start) => !entrances.some((file) => file.startsWith(start)))).toEqual([]);
});

test("nothing under app makes a context without asking for its kind, but for what is public and says why", () => {
  const sources = find("**/*.{ts,tsx}").filter((file) => !file.includes(".test."));
  const unasked = sources.filter((file) => {
    const imports = parse(file).statements.filter(ts.isImportDeclaration);
    return imports.some((node) => /["']@\/lib\/web\//.test(node.getText()) && UNASKED.test(node.getText()));
  });
  expect(unasked).toEqual(Object.keys(UNASKED_USES).sort());
  expect(unasked.filter((file) => accessOf(file) !== "public")).toEqual([]);
});

test("every loader asks for the kind of its folder before it looks anything up", () => {
  const loaders = find("**/load-*.{ts,tsx}");
  expect(loaders.length).toBeGreaterThan(10);
  const asked = loaders.filter((file) => {
    const text = readFileSync(path.join(app, file), "utf8");
    const [first] = text.replaceAll(/await params\b/g, "").match(/await [\w.]+\([^)]*\)/) ?? [""];
    const kind = accessOf(file);
    return kind === "person" ? first === "await requireContext()" : first.startsWith(`await requireContext("${kind}"`);
  });
  expect(loaders.filter((file) => !asked.includes(file))).toEqual([]);
});

test("what is offered hangs on more than a role: on a visit that only looks, on a key's scopes and on projects", () => {
  const byRole = find("**/*.{ts,tsx}").filter(
    (file) => !file.endsWith(".test.ts") && /\bisPermitted\b/.test(readFileSync(path.join(app, file), "utf8")),
  );
  // it decides whether a page is there, which is there for visitors too
  expect(byRole).toEqual(["(account)/settings/assert-permitted.ts"]);
});

describe("pages and layouts", () => {
  const guarded = entrances.filter((file) => /(page|layout)\.tsx$/.test(file) && accessOf(file) !== "public");
  test.each(guarded)("%s asks for its kind of organization before anything else", (file) => {
    expect(asksFor(accessOf(file)!, file, parse(file))).toBe(true);
  });
});

describe("actions", () => {
  test.each(entrances.filter((file) => file.endsWith("actions.ts")))("%s exports nothing but actions", (file) => {
    const source = parse(file);
    expect(source.statements[0]?.getText()).toBe('"use server";');
    const made = Object.entries(exportsOf(source));
    expect(made.length).toBeGreaterThan(0);
    for (const [name, maker] of made) {
      expect(["action", "formAction"], `${name} is made by ${maker}`).toContain(maker);
      expect(importsOf(source)[maker!]).toBe("@/lib/web/action");
    }
  });

  test("nothing else is a server action", () => {
    const root = path.dirname(app);
    const declared = globSync("{app,components,lib}/**/*.{ts,tsx}", { cwd: root }).filter(
      (file) =>
        !/(\.test\.tsx?|\/actions\.ts)$/.test(file) &&
        /^\s*["']use server["']/m.test(readFileSync(path.join(root, file), "utf8")),
    );
    expect(declared).toEqual([]);
  });
});

describe("routes", () => {
  const routes = entrances.filter((file) => file.endsWith("route.ts") && !(file in BARE_ROUTES));
  test.each(routes)("%s answers through its adapter", (file) => {
    const source = parse(file);
    const handlers = Object.entries(exportsOf(source)).filter(([name]) => name !== "dynamic");
    expect(handlers.length).toBeGreaterThan(0);
    for (const [name, adapter] of handlers) {
      expect(METHODS, `${name} is no method`).toContain(name);
      expect(ADAPTERS[accessOf(file)!], `${name} is made by ${adapter}`).toContain(adapter);
      expect(importsOf(source)[adapter!]).toMatch(/^@\/lib\/web\/((agent|signed|api)-)?route$/);
    }
  });
});
