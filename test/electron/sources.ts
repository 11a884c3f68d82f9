import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Source {
  /** Relative to the root, with `/`. */
  readonly file: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** Every TypeScript file below these folders of the root. */
export function readSources(...folders: readonly string[]): readonly Source[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
        (name) => `${folder}/${name.replaceAll('\\', '/')}`,
      ),
    )
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return { file, text, tree: ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true) };
    });
}

/** Files that hold a node for which `test` is true. */
export function findFiles(sources: readonly Source[], test: (node: ts.Node) => boolean): string[] {
  const holds = (node: ts.Node): boolean => test(node) || (ts.forEachChild(node, holds) ?? false);
  return sources.filter(({ tree }) => holds(tree)).map(({ file }) => file);
}

/** `new Name(…)` */
export const constructs = (name: string) => (node: ts.Node) =>
  ts.isNewExpression(node) && node.expression.getText() === name;

/** `….name(…)`, whatever it is called on. */
export const calls = (name: string) => (node: ts.Node) =>
  ts.isCallExpression(node) &&
  ts.isPropertyAccessExpression(node.expression) &&
  node.expression.name.text === name;

/** `name` as a property that is set or read, or as a shorthand. */
export const names = (name: string) => (node: ts.Node) =>
  (ts.isIdentifier(node) || ts.isStringLiteral(node)) && node.text === name;

/** Names that a module takes from another at run time. */
export function importsOf(source: Source, from: string): string[] {
  return source.tree.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || statement.importClause?.isTypeOnly) return [];
    if ((statement.moduleSpecifier as ts.StringLiteral).text !== from) return [];
    const bindings = statement.importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) return ['*'];
    return bindings.elements.filter((element) => !element.isTypeOnly).map(({ name }) => name.text);
  });
}
