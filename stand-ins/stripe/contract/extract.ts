import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import type { ContractFile, Operation } from "./schema";
import { SchemaWriter } from "./type-to-schema";

/**
 * The contract as the SDK tells it: verb and path of each method from its JavaScript, parameters and answers from its types.
 * Stripe publishes both from its own description of the API, so this is that description without a download.
 */
export function extractContract(sdkDir: string, apiVersion: string): ContractFile {
  const files = declarationsIn(path.join(sdkDir, "resources"));
  const program = ts.createProgram(files, {
    strict: true,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2022,
    skipLibCheck: true,
    types: [],
  });
  const writer = new SchemaWriter(program.getTypeChecker());
  const operations = files.flatMap((file) => operationsIn(file, program, writer));
  return { apiVersion, operations, definitions: writer.definitions };
}

function declarationsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return declarationsIn(file);
    return entry.name.endsWith(".d.ts") ? [file] : [];
  });
}

function operationsIn(file: string, program: ts.Program, writer: SchemaWriter): Operation[] {
  const script = file.replace(/\.d\.ts$/, ".js");
  const source = program.getSourceFile(file);
  if (!source || !existsSync(script)) return [];
  const routes = routesIn(script);
  const checker = program.getTypeChecker();
  return methodsIn(source).flatMap(({ name, method }) => {
    const route = routes.get(name);
    const signature = checker.getSignatureFromDeclaration(method as ts.MethodDeclaration);
    if (!route || !signature) return [];
    const params = signature.parameters.find((parameter) => parameter.name === "params");
    const paramsType = params && checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(params, method));
    const promise = signature.getReturnType();
    const isList = /ListPromise|SearchResultPromise/.test(checker.typeToString(promise));
    const answer = answerOf(promise, checker);
    if (!answer) return [];
    return [{ ...route, params: paramsType ? writer.write(paramsType) : null, answer: writer.write(answer), isList }];
  });
}

/** `Promise<Response<T>>` and `ApiListPromise<T>` are about T. */
function answerOf(promise: ts.Type, checker: ts.TypeChecker): ts.Type | undefined {
  const inner = promise.aliasTypeArguments?.[0] ?? checker.getTypeArguments(promise as ts.TypeReference)[0];
  return inner?.aliasSymbol?.name === "Response" ? inner.aliasTypeArguments?.[0] : inner;
}

function methodsIn(source: ts.SourceFile): { name: string; method: ts.ClassElement }[] {
  return source.statements.filter(ts.isClassDeclaration).flatMap((declared) =>
    declared.members.filter(ts.isMethodDeclaration).map((method) => ({
      name: `${declared.name?.text}.${method.name.getText(source)}`,
      method,
    })),
  );
}

type Route = Pick<Operation, "method" | "path">;

function routesIn(script: string): Map<string, Route> {
  const source = ts.createSourceFile(script, readFileSync(script, "utf8"), ts.ScriptTarget.ES2022, true);
  const routes = new Map<string, Route>();
  for (const { name, method } of methodsIn(source)) {
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && node.expression.getText(source).endsWith("_makeRequest")) {
        const [verb, address] = node.arguments;
        const template = address!.getText(source).replace(/^[`'"]|[`'"]$/g, "");
        routes.set(name, {
          method: (verb as ts.StringLiteral).text as Route["method"],
          path: template.replace(/\$\{encodeURIComponent\((\w+)\)\}/g, "{$1}"),
        });
      }
      ts.forEachChild(node, visit);
    };
    visit(method);
  }
  return routes;
}
