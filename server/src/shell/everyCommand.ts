import type { SimpleCommand, Statement } from './script';

/** All commands of the statements, in branches that are never taken and in functions too, in the order of the text. */
export function everyCommand(statements: readonly Statement[]): readonly SimpleCommand[] {
  return statements.flatMap((statement): readonly SimpleCommand[] => {
    switch (statement.kind) {
      case 'command':
        return [statement];
      case 'list':
        return everyCommand([statement.first, ...statement.rest.map((each) => each.statement)]);
      case 'pipeline':
        return everyCommand(statement.commands);
      case 'subshell':
      case 'group':
      case 'for':
      case 'function':
        return everyCommand(statement.body);
      case 'while':
        return everyCommand([...statement.condition, ...statement.body]);
      case 'if':
        return everyCommand([
          ...statement.branches.flatMap(({ condition, body }) => [...condition, ...body]),
          ...(statement.otherwise ?? []),
        ]);
      case 'case':
        return everyCommand(statement.arms.flatMap(({ body }) => body));
      case 'background':
        return everyCommand([statement.statement]);
      case 'test':
      case 'other':
        return [];
    }
  });
}
