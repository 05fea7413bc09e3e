import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { AUDIT_ACTIONS, actionText } from "@/lib/core/audit/action-texts";
import { AUDIT_AREAS } from "@/lib/core/audit/areas";

const lib = path.resolve(import.meta.dirname, "..");

function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodesOf(child);
}

const CODE = /^[a-z_]+(\.[a-z_]+)+$/;

/** What `action` is given: a literal, a template as a pattern, or, where it comes by a name, every code of the file that asks no permission. */
function patternsOf(node: ts.Node, source: ts.SourceFile): RegExp[] {
  const value = ts.isPropertyAssignment(node) ? node.initializer : undefined;
  const exact = (text: string) => new RegExp(`^${text.replaceAll(".", "\\.")}$`);
  if (value && ts.isStringLiteral(value)) return [exact(value.text)];
  if (value && ts.isTemplateExpression(value))
    return [
      new RegExp(
        `^${value
          .getText()
          .slice(1, -1)
          .replaceAll(".", "\\.")
          .replaceAll(/\$\{[^}]*\}/g, "[a-z_]+")}$`,
      ),
    ];
  return codesOf(source).map(exact);
}

function codesOf(source: ts.SourceFile): string[] {
  return [...nodesOf(source)].flatMap((node) => {
    if (!ts.isStringLiteral(node) || !CODE.test(node.text)) return [];
    const asks = ts.isCallExpression(node.parent) && node.parent.expression.getText().startsWith("authorize");
    return asks || ts.isImportDeclaration(node.parent) ? [] : [node.text];
  });
}

const RECORDERS = ["recordAudit", "recordSecurityChange"];

function recorded(): { file: string; pattern: RegExp }[] {
  return globSync("**/*.ts", { cwd: lib }).flatMap((file) => {
    const text = readFileSync(path.join(lib, file), "utf8");
    if (file.includes(".test.") || file.startsWith("audit/") || !/(recordAudit|recordSecurityChange)\(/.test(text))
      return [];
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const given = [...nodesOf(source)].filter(
      (node) =>
        (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) &&
        node.name.getText() === "action" &&
        ts.isCallExpression(node.parent.parent) &&
        RECORDERS.includes(node.parent.parent.expression.getText()),
    );
    expect(given.length, `${file} records an action`).toBeGreaterThan(0);
    return given.flatMap((node) => patternsOf(node, source).map((pattern) => ({ file, pattern })));
  });
}

/** Given to `insertOrganization` by another file. */
const ELSEWHERE = ["organization.sign_up"];

test("every action that the code records has a text that people can read", () => {
  const all = recorded();
  expect(all.length).toBeGreaterThan(70);
  const silent = all.filter(({ pattern }) => !AUDIT_ACTIONS.some((action) => pattern.test(action)));
  expect(silent.map(({ file, pattern }) => `${file} ${pattern}`)).toEqual([]);
});

test("no text is of an action that nobody records", () => {
  const all = recorded();
  const stale = AUDIT_ACTIONS.filter((action) => !all.some(({ pattern }) => pattern.test(action)));
  expect(stale.filter((action) => !ELSEWHERE.includes(action))).toEqual([]);
});

test("every action is in one area of the log", () => {
  const areasOf = (action: string) =>
    Object.values(AUDIT_AREAS).filter(({ nouns }) => (nouns as readonly string[]).includes(action.split(".")[0]!));
  expect(AUDIT_ACTIONS.filter((action) => areasOf(action).length !== 1)).toEqual([]);
});

test("an action of a later version is told by its words", () => {
  expect(actionText("quantum_lease.entangle")).toBe("Quantum lease entangle");
});
