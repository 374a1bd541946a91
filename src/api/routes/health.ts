import { z } from 'zod';
import { defineRoute } from '../define-route.ts';
import type { ApiDependencies, GroupLag } from '../dependencies.ts';
import { single, zSingle } from '../envelope.ts';
import { refusal } from '../refusal.ts';

const CHECK_MS_MAX = 2_000;

/** The process answers; nothing else is asked, so that a database outage does not restart every process. */
export const getLiveness = defineRoute({
  method: 'GET',
  url: '/health/liveness',
  permission: 'public',
  summary: 'Whether the process answers',
  tags: ['System'],
  response: { 200: zSingle(z.strictObject({ status: z.literal('alive'), build: z.string() })) },
  handler: async ({ deps }) => single({ status: 'alive' as const, build: deps.config.build }),
});

/** 503 while a dependency is down, or a projection group has halted or lags too far. */
export const getReadiness = defineRoute({
  method: 'GET',
  url: '/health/readiness',
  permission: 'public',
  summary: 'Whether the process can serve',
  tags: ['System'],
  response: { 200: zSingle(z.strictObject({ status: z.literal('ready'), checks: z.record(z.string(), z.string()) })) },
  handler: async ({ deps, request }) => {
    const checks = await runChecks(deps, (name, error) =>
      request.log.warn({ err: error, check: name }, 'readiness check failed'),
    );
    const failed = Object.keys(checks).filter((name) => checks[name] !== 'ok');
    if (failed.length > 0) {
      throw refusal('NOT_READY', `Not ready: ${failed.join(', ')}.`, {
        details: { checks },
        headers: { 'Retry-After': '5' },
      });
    }
    return single({ status: 'ready' as const, checks });
  },
});

/** Name → `ok` or what is wrong. The cause of a failed check goes into the log, not to strangers. */
async function runChecks(
  deps: ApiDependencies,
  onFailure: (name: string, error: unknown) => void,
): Promise<Record<string, string>> {
  const all: [string, () => Promise<string>][] = [
    ['projections', async () => projectionState(await deps.progress.lag(), deps.config.projectionLagMsMax)],
    ...[...deps.readiness].map(([name, check]): [string, () => Promise<string>] => [
      name,
      async () => {
        await check();
        return 'ok';
      },
    ]),
  ];
  const states = await Promise.all(
    all.map(async ([name, check]): Promise<[string, string]> => {
      try {
        return [name, await withinLimit(check())];
      } catch (error) {
        onFailure(name, error);
        return [name, 'failed'];
      }
    }),
  );
  return Object.fromEntries(states);
}

function projectionState(groups: readonly GroupLag[], lagMsMax: number): string {
  const halted = groups.filter(({ status }) => status === 'halted').map(({ group }) => `${group} has halted`);
  const late = groups
    .filter(({ lagMillis }) => lagMillis > lagMsMax)
    .map(({ group, lagMillis }) => `${group} is ${lagMillis} ms behind`);
  return [...halted, ...late].join('; ') || 'ok';
}

async function withinLimit(check: Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`no answer within ${CHECK_MS_MAX} ms`)), CHECK_MS_MAX);
  });
  try {
    return await Promise.race([check, limit]);
  } finally {
    clearTimeout(timer);
  }
}
