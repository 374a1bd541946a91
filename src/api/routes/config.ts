import { z } from 'zod';
import { defineRoute } from '../define-route.ts';
import { single, zSingle } from '../envelope.ts';

const zConfig = z
  .strictObject({ defaultCurrency: z.string(), supportedCurrencies: z.array(z.string()) })
  .meta({ id: 'Config' });

/** What a page needs to know before anybody has signed in. */
export const getConfig = defineRoute({
  method: 'GET',
  url: '/api/config',
  permission: 'public',
  summary: 'Default and supported currencies',
  tags: ['System'],
  response: { 200: zSingle(zConfig) },
  handler: async ({ deps }) =>
    single({ defaultCurrency: deps.config.defaultCurrency, supportedCurrencies: [...deps.config.supportedCurrencies] }),
});
