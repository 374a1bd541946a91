import type { ContractUseCases } from '../../../application/contracts/use-cases.ts';
import type { ApiDependencies } from '../../dependencies.ts';

/** Projection groups that show what commands on contracts change. */
export const CONTRACT_GROUPS = ['billing'] as const;

/** The use cases of contracts, which src/roles/api.ts binds. */
export function contractsOf({ useCases }: ApiDependencies): ContractUseCases {
  // Read as optional, so that an application built for other routes needs none.
  const { contracts } = useCases as { readonly contracts?: ContractUseCases };
  if (contracts === undefined) {
    throw new Error('The application was built without the use cases of contracts');
  }
  return contracts;
}
