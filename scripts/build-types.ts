// SPDX-License-Identifier: MIT
// Emits the type declarations. tsc leaves `./file.ts` in them, which compilers before 5.0 refuse: here it becomes `./file.js`.

import ts from 'typescript'

const HOST: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => ts.sys.getCurrentDirectory(),
  getNewLine: () => '\n',
}

function toJs(node: ts.Node | undefined, factory: ts.NodeFactory): ts.StringLiteral | undefined {
  if (node === undefined || !ts.isStringLiteral(node) || !/^\.{1,2}\/.*(?<!\.d)\.ts$/.test(node.text))
    return undefined
  return factory.createStringLiteral(node.text.replace(/\.ts$/, '.js'), true)
}

function rewriteImports(
  context: ts.TransformationContext,
): (file: ts.SourceFile | ts.Bundle) => ts.SourceFile | ts.Bundle {
  const { factory } = context
  const visit = (node: ts.Node): ts.Node => {
    if (ts.isImportDeclaration(node)) {
      const path = toJs(node.moduleSpecifier, factory)
      if (path)
        return factory.updateImportDeclaration(node, node.modifiers, node.importClause, path, node.attributes)
    } else if (ts.isExportDeclaration(node)) {
      const path = toJs(node.moduleSpecifier, factory)
      if (path) {
        const { modifiers, isTypeOnly, exportClause, attributes } = node
        return factory.updateExportDeclaration(node, modifiers, isTypeOnly, exportClause, path, attributes)
      }
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      const path = toJs(node.argument.literal, factory)
      if (path) {
        const { attributes, qualifier, typeArguments, isTypeOf } = node
        const argument = factory.createLiteralTypeNode(path)
        return factory.updateImportTypeNode(node, argument, attributes, qualifier, typeArguments, isTypeOf)
      }
    }
    return ts.visitEachChild(node, visit, context)
  }
  return (file) => (ts.isSourceFile(file) ? ts.visitEachChild(file, visit, context) : file)
}

/**
 * Writes the declarations of a project.
 * @param configPath - Absolute path of its tsconfig file.
 * @returns What the compiler has to say against it; empty when all is well.
 */
export function emitTypes(configPath: string): string {
  const config = ts.getParsedCommandLineOfConfigFile(
    configPath,
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic(diagnostic) {
        throw new Error(ts.formatDiagnostic(diagnostic, HOST))
      },
    },
  )
  if (!config) throw new Error(`${configPath} could not be read.`)
  const program = ts.createProgram({ rootNames: config.fileNames, options: config.options })
  const emitted = program.emit(undefined, undefined, undefined, true, { afterDeclarations: [rewriteImports] })
  // What is wrong with a declaration is found twice: by the check and by the emit.
  const found = [...ts.getPreEmitDiagnostics(program), ...emitted.diagnostics]
  return ts.formatDiagnostics(ts.sortAndDeduplicateDiagnostics(found), HOST)
}
