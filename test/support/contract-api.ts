import type { FastifyInstance } from 'fastify';
import { expect } from 'vitest';
import type { ApiDependencies } from '../../src/api/dependencies.ts';
import { CONTRACT_ROUTES } from '../../src/api/routes/contracts/routes.ts';
import { createContractUseCases } from '../../src/application/contracts/use-cases.ts';
import { API_CONFIG, testApp } from './api.ts';
import type { ContractDatabase } from './contract-database.ts';
import { anAccountId } from './controls/accounts.ts';
import { contractWorld } from './controls/contracts.ts';
import { TENANT } from './controls/provenance.ts';

/** 100 seats at 10.00 a month, quarterly over 2026: 3,000.00 a quarter. */
export const CONTRACT_BODY = {
  contractNumber: 'C-2026-1',
  contractName: 'Platform seats',
  accountId: anAccountId('acme'),
  startDate: '2026-01-01',
  endDate: '2026-12-31',
  billingFrequency: 'quarterly',
  seatCount: 100,
  seatPrice: '10.00',
};

/**
 * The routes of contracts over real tables; only the log is in memory. 15 May 2026, 11:30 in Berlin, unless a moment is
 * given.
 */
export async function contractApi(billing: ContractDatabase, now?: string) {
  await billing.database
    .pool('projector')
    .query('TRUNCATE billing.contracts, directory.accounts, directory.sellers, directory.account_closure');
  const world = await contractWorld(now);
  let projected = 0;
  const catchUp = async () => {
    const log = world.eventStore.log();
    await billing.project(log.slice(projected));
    projected = log.length;
    return true;
  };
  const app: FastifyInstance = await testApp(
    {
      config: { ...API_CONFIG, defaultTenantId: TENANT },
      clock: world.clock,
      pool: billing.database.pool('api'),
      progress: { waitFor: catchUp, lag: async () => [] },
      useCases: { contracts: createContractUseCases(world.deps) } as unknown as ApiDependencies['useCases'], // no others here
    },
    CONTRACT_ROUTES,
  );
  const post = (url: string, payload: object = {}) => app.inject({ method: 'POST', url, payload });
  const get = (url: string) => app.inject({ method: 'GET', url });
  return {
    world,
    post,
    get,
    patch: (id: string, payload: object) => app.inject({ method: 'PATCH', url: `/api/contracts/${id}`, payload }),
    remove: (url: string) => app.inject({ method: 'DELETE', url }),
    /** Drafts a contract, active unless the body says otherwise, and answers its id. */
    async contract(body: object = {}): Promise<string> {
      const answer = await post('/api/contracts', { ...CONTRACT_BODY, status: 'active', ...body });
      expect(answer.statusCode, answer.body).toBe(201);
      return answer.json().data.id;
    },
    /** The record after a command that must be accepted. */
    async amend(id: string, verb: string, body: object = {}) {
      const answer = await post(`/api/contracts/${id}/${verb}`, body);
      expect(answer.statusCode, answer.body).toBe(200);
      return answer.json().data;
    },
    async errorOf(id: string, verb: string, body: object = {}) {
      const answer = await post(`/api/contracts/${id}/${verb}`, body);
      const { code, message, details } = answer.json().error;
      return { status: answer.statusCode, code, message, fields: Object.keys(details?.validationErrors ?? {}) };
    },
    async timeline(id: string, query = '') {
      const answer = await get(`/api/contracts/${id}/timeline${query}`);
      expect(answer.statusCode, answer.body).toBe(200);
      return answer.json().data;
    },
  };
}

export type ContractApi = Awaited<ReturnType<typeof contractApi>>;
