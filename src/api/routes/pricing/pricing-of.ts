import type { PricingUseCases } from '../../../application/pricing/use-cases.ts';
import type { ApiDependencies } from '../../dependencies.ts';

/** The use cases of prices, which src/roles/api.ts binds. */
export function pricingOf({ useCases }: ApiDependencies): PricingUseCases {
  // Read as optional, so that an application built for other routes needs none.
  const { pricing } = useCases as { readonly pricing?: PricingUseCases };
  if (pricing === undefined) {
    throw new Error('The application was built without the use cases of prices');
  }
  return pricing;
}
