import ts from 'typescript';
import type { Facts } from './facts';
import { isSleep, nameOf, importedNames } from './typescript-names';

type Lists = { -readonly [K in keyof Facts]: Facts[K][number][] };

/** Facts of a TypeScript or JavaScript file, read from its syntax tree. */
export function typescriptFacts(path: string, text: string): Facts {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const names = importedNames(source);
  const facts: Lists = { uses: [], strings: [], imports: [], functions: [], swallowed: [] };
  const lineOf = (node: ts.Node): number => lineAt(source, node.getStart(source));
  const use = (name: string, node: ts.Node, args?: number): void =>
    void facts.uses.push({ name, line: lineOf(node), args, polled: isPolled(node) });

  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      const module = node.moduleSpecifier;
      if (module && ts.isStringLiteral(module))
        facts.imports.push({ module: module.text, line: lineOf(node) });
      return;
    }
    if (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node)) {
      facts.strings.push({ text: node.text, line: lineOf(node) });
    }
    if (ts.isCallExpression(node)) {
      use(nameOf(node.expression, names), node, node.arguments.length);
      if (isSleep(node)) use('sleep', node, 1);
      const module = loadedModule(node);
      if (module) facts.imports.push({ module, line: lineOf(node) });
      if (isSilencedPromise(node))
        facts.swallowed.push({ text: '.catch() that does nothing', line: lineOf(node) });
    }
    if (ts.isNewExpression(node)) {
      use(`new ${nameOf(node.expression, names)}`, node, node.arguments?.length ?? 0);
    }
    if (ts.isCatchClause(node) && isSwallowed(node))
      facts.swallowed.push({ text: 'catch', line: lineOf(node) });
    if (ts.isFunctionLike(node) && 'body' in node && node.body && !isSuite(node)) {
      const line = lineOf(node);
      facts.functions.push({ name: functionName(node), line, length: lineAt(source, node.end) - line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return facts;
}

const lineAt = (source: ts.SourceFile, position: number): number =>
  source.getLineAndCharacterOfPosition(position).line + 1;

/** `import('x')`, `require('x')` and `require.resolve('x')`. */
function loadedModule(call: ts.CallExpression): string | undefined {
  const [module] = call.arguments;
  const loads =
    call.expression.kind === ts.SyntaxKind.ImportKeyword ||
    /^require(\.resolve)?$/.test(call.expression.getText());
  return loads && module && ts.isStringLiteral(module) ? module.text : undefined;
}

function isPolled(node: ts.Node): boolean {
  return ancestors(node).some(
    (parent) => ts.isWhileStatement(parent) || ts.isDoStatement(parent) || ts.isForStatement(parent),
  );
}

/** A catch must throw, return, or at least look at what was thrown. */
function isSwallowed(clause: ts.CatchClause): boolean {
  const error = clause.variableDeclaration?.name.getText();
  return !contains(
    clause.block,
    (node) =>
      ts.isThrowStatement(node) ||
      ts.isReturnStatement(node) ||
      (ts.isIdentifier(node) && node.text === error),
  );
}

/** `.catch(() => {})` and `.catch(() => undefined)`. */
function isSilencedPromise(call: ts.CallExpression): boolean {
  const [handler] = call.arguments;
  if (!ts.isPropertyAccessExpression(call.expression) || call.expression.name.text !== 'catch') return false;
  if (!handler || !ts.isArrowFunction(handler) || handler.parameters.length > 0) return false;
  return /^(\{\s*\}|undefined|null|void 0)$/.test(handler.body.getText());
}

/** The callback of `describe` groups tests; it is as long as there are tests. */
const isSuite = (node: ts.Node): boolean =>
  ts.isCallExpression(node.parent) && /^describe\b/.test(node.parent.expression.getText());

function functionName(node: ts.SignatureDeclaration): string {
  const holder = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
  return holder?.getText() ?? 'function';
}

function ancestors(node: ts.Node): ts.Node[] {
  return node.parent ? [node.parent, ...ancestors(node.parent)] : [];
}

function contains(node: ts.Node, test: (node: ts.Node) => boolean): boolean {
  return test(node) || (ts.forEachChild(node, (child) => contains(child, test) || undefined) ?? false);
}
