import ts from 'typescript';

/** What a local name stands for: `randomUUID` -> `node:crypto.randomUUID`. */
export function importedNames(source: ts.SourceFile): Map<string, string> {
  const names = new Map<string, string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const module = statement.moduleSpecifier.text;
    const { name, namedBindings: bindings } = statement.importClause ?? {};
    if (name) names.set(name.text, module);
    if (bindings && ts.isNamespaceImport(bindings)) names.set(bindings.name.text, module);
    if (!bindings || !ts.isNamedImports(bindings)) continue;
    for (const each of bindings.elements) {
      names.set(each.name.text, `${module}.${(each.propertyName ?? each.name).text}`);
    }
  }
  return names;
}

/** The dotted name of what is called, or `.method` when it is called on a value. */
export function nameOf(expression: ts.Expression, names: Map<string, string>): string {
  if (ts.isIdentifier(expression)) return names.get(expression.text) ?? expression.text;
  if (!ts.isPropertyAccessExpression(expression)) return '';
  return `${nameOf(expression.expression, names)}.${expression.name.text}`;
}

/** `setTimeout(resolve, ms)` in a promise: it waits for nothing but time. A timeout that rejects is no sleep. */
export function isSleep(call: ts.CallExpression): boolean {
  if (call.expression.getText() !== 'setTimeout') return false;
  const resolve = promiseResolver(call);
  const callback = call.arguments[0]?.getText();
  return (
    resolve !== undefined && (callback === resolve || callback?.replaceAll(/\s/g, '') === `()=>${resolve}()`)
  );
}

/** The name of `resolve` in the nearest `new Promise((resolve) => ...)` around a node. */
function promiseResolver(node: ts.Node): string | undefined {
  if (!node.parent) return undefined;
  const isExecutor = ts.isArrowFunction(node) && ts.isNewExpression(node.parent);
  if (isExecutor && node.parent.expression.getText() === 'Promise') return node.parameters[0]?.name.getText();
  return promiseResolver(node.parent);
}
