import type { IdentityStack } from './identity-stack.ts';

/** A route as the OpenAPI document has it. */
export interface DocumentedRoute {
  readonly method: string;
  /** With `{name}` for parameters. */
  readonly path: string;
  readonly permission: string;
  readonly takesBody: boolean;
}

export async function documentedRoutes(stack: IdentityStack): Promise<DocumentedRoute[]> {
  const { body } = await stack.call('GET', '/api/openapi.json');
  const paths = Object.entries(body.paths) as [string, Record<string, Record<string, unknown>>][];
  return paths.flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      permission: String(operation['x-permission']),
      takesBody: operation.requestBody !== undefined,
    })),
  );
}

/** The path with every parameter replaced. */
export function pathWith(path: string, id: string): string {
  return path.replace(/\{[A-Za-z]+\}/g, id);
}

/** The list below which a path with one parameter stands: `/api/accounts` of `/api/accounts/{id}/children`. */
export function listOf(path: string): string | undefined {
  return /^([^{]+)\/\{[A-Za-z]+\}/.exec(path)?.[1];
}
