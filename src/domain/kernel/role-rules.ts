import type { Rejection } from './decider.ts';

/**
 * What the table of roles and permissions says, handed to deciders as pure functions, for one tenant as it stands: the
 * domain keeps the rules and does not know the table.
 */
export interface RoleRules {
  /** Whether the tenant wants a second person for what nobody gives alone. */
  readonly fourEyes: boolean;
  /** Why nobody may have these roles together, or undefined. */
  rolesFault(roles: readonly string[]): Rejection | undefined;
  /** Why the role may not hold these permissions, or undefined. */
  permissionsFault(role: string, permissions: readonly string[]): Rejection | undefined;
  /** Of permissions, those that nobody gives alone. */
  powersOf(permissions: readonly string[]): readonly string[];
  /** What a person with these roles can do that nobody gives alone. */
  powersOfPerson(roles: readonly string[]): readonly string[];
  /** The same of a machine's key. */
  powersOfKey(roles: readonly string[], scopes: readonly string[] | null): readonly string[];
}
