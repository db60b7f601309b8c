import ts from 'typescript';
import type { Facts, Use } from './facts';
import { importedNames, isSleep, nameOf } from './typescript-names';

/** Facts of a TypeScript or JavaScript file, read from its syntax tree. */
export function typescriptFacts(path: string, text: string): Facts {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const names = importedNames(source);
  const nodes = nodesOf(source);
  const collect = <T extends object>(factOf: (node: ts.Node) => T | undefined): (T & { line: number })[] =>
    nodes.flatMap((node) => {
      const fact = factOf(node);
      return fact ? [{ ...fact, line: lineAt(source, node.getStart(source)) }] : [];
    });
  return {
    uses: [...collect((node) => useOf(node, names)), ...collect(sleepOf)],
    strings: collect((node) =>
      ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) ? { text: node.text } : undefined,
    ),
    imports: collect(importOf),
    functions: collect((node) => functionOf(node, source)),
    swallowed: collect(swallowedBy),
  };
}

const lineAt = (source: ts.SourceFile, position: number): number =>
  source.getLineAndCharacterOfPosition(position).line + 1;

/** Every node below one; of an import only the whole, its names are told by `importedNames`. */
function nodesOf(node: ts.Node): ts.Node[] {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return [node];
  const nodes = [node];
  ts.forEachChild(node, (child) => void nodes.push(...nodesOf(child)));
  return nodes;
}

function useOf(node: ts.Node, names: Map<string, string>): Omit<Use, 'line'> | undefined {
  const polled = isPolled(node);
  if (ts.isCallExpression(node)) {
    return { name: nameOf(node.expression, names), args: node.arguments.length, polled };
  }
  if (ts.isNewExpression(node)) {
    return { name: `new ${nameOf(node.expression, names)}`, args: node.arguments?.length ?? 0, polled };
  }
  const isName = ts.isPropertyAccessExpression(node) || (ts.isIdentifier(node) && names.has(node.text));
  return isName && !isPartOfUse(node) ? { name: nameOf(node, names), polled } : undefined;
}

/** Told already by the whole: the callee of a call, a piece of a dotted name, the key of a property. */
function isPartOfUse(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression === node;
  return ts.isPropertyAccessExpression(parent) || (ts.isPropertyAssignment(parent) && parent.name === node);
}

const sleepOf = (node: ts.Node): Omit<Use, 'line'> | undefined =>
  ts.isCallExpression(node) && isSleep(node) ? { name: 'sleep', polled: isPolled(node) } : undefined;

function isPolled(node: ts.Node): boolean {
  if (!node.parent) return false;
  const { parent } = node;
  const waits = ts.isWhileStatement(parent) || ts.isDoStatement(parent) || ts.isForStatement(parent);
  return waits || isPolled(parent);
}

/** `import ... from 'x'`, `export ... from 'x'`, `import('x')`, `require('x')` and `require.resolve('x')`. */
function importOf(node: ts.Node): { module: string } | undefined {
  const loads = ts.isCallExpression(node) && /^(import|require(\.resolve)?)$/.test(node.expression.getText());
  const module =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : loads
        ? node.arguments[0]
        : undefined;
  return module && ts.isStringLiteral(module) ? { module: module.text } : undefined;
}

function functionOf(node: ts.Node, source: ts.SourceFile): { name: string; length: number } | undefined {
  if (!ts.isFunctionLike(node) || !('body' in node) || !node.body || isSuite(node)) return undefined;
  const holder = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
  const suites = nodesOf(node.body).filter((inner) => ts.isFunctionLike(inner) && isSuite(inner));
  const length = linesOf(node, source) - Math.max(0, ...suites.map((suite) => linesOf(suite, source) - 1));
  return { name: holder?.getText() ?? 'function', length };
}

const linesOf = (node: ts.Node, source: ts.SourceFile): number =>
  lineAt(source, node.end) - lineAt(source, node.getStart(source)) + 1;

/** The callback of `describe` groups tests; it is as long as there are tests, and so is what wraps it. */
const isSuite = ({ parent }: ts.Node): boolean =>
  ts.isCallExpression(parent) && /^describe\b/.test(parent.expression.getText());

function swallowedBy(node: ts.Node): { text: string } | undefined {
  if (ts.isCatchClause(node) && isSilent(node)) return { text: 'catch' };
  return ts.isCallExpression(node) && isSilencedPromise(node)
    ? { text: '.catch() that does nothing' }
    : undefined;
}

/** A catch must throw, return, or at least look at what was thrown. */
function isSilent({ block, variableDeclaration }: ts.CatchClause): boolean {
  const error = variableDeclaration?.name.getText();
  return !nodesOf(block).some(
    (node) =>
      ts.isThrowStatement(node) ||
      ts.isReturnStatement(node) ||
      (ts.isIdentifier(node) && node.text === error),
  );
}

/** `.catch(() => {})` and `.catch(() => undefined)`. */
function isSilencedPromise({ expression, arguments: [handler] }: ts.CallExpression): boolean {
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'catch') return false;
  if (!handler || !ts.isArrowFunction(handler) || handler.parameters.length > 0) return false;
  return /^(\{\s*\}|undefined|null|void 0)$/.test(handler.body.getText());
}
