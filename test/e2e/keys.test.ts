import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { type Stack, startStack } from '../support/stack.ts';

let data = '';
let stack: Stack;

// Identities are required, and nobody is there yet: whoever sits at the machine has to begin.
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'ledgerline-keys-'));
  stack = await startStack({ directory: data, workers: 0, env: { AUTH_MODE: 'required' } });
}, 120_000);
afterAll(async () => {
  await stack?.stop();
  await rm(data, { recursive: true, force: true });
});

async function keys(...parameters: string[]) {
  const run = runCommand('keys', parameters, { LEDGERLINE_DATA: data, LOG_LEVEL: 'warn' });
  return { code: await run.ended, output: run.output().trim(), errors: run.errors() };
}

const statusWith = async (key: string) =>
  (await stack.request('GET', '/api/identity/me', undefined, { authorization: `Bearer ${key}` })).status;

describe('keys on the command line', { timeout: 120_000 }, () => {
  let first = '';
  let id = '';

  it('are issued by a lone operator, business roles included, and the event says that it was the machine', async () => {
    const { code, output, errors } = await keys('create', '--name', 'Shop', '--role', 'sales');
    expect([code, output]).toEqual([0, expect.stringMatching(/^llk_[a-z0-9]{12}_[\w-]{43}$/)]);
    first = output;
    id = /Key (\S+) of tenant Default, sales/.exec(errors)?.[1] ?? '';
    expect(await statusWith(first)).toBe(200);
    const client = EventStoreDBClient.connectionString(stack.eventStoreUrl);
    const issued: unknown[] = [];
    for await (const { event } of client.readAll()) {
      if (event?.type === 'ApiKeyIssued') issued.push(event.data);
    }
    await client.dispose();
    expect(issued).toMatchObject([{ createdBy: { kind: 'system', id: 'command-line' }, approval: null }]);
  });

  it('are listed without what proves them', async () => {
    const { code, output } = await keys('list');
    expect([code, output]).toEqual([0, expect.stringContaining(`${id}  llk_${first.slice(4, 16)}_…  sales`)]);
    expect(output).not.toContain(first.slice(-43));
  });

  it('get a new secret; the old one ends when it is told to', async () => {
    const { code, output: second } = await keys('rotate', id, '--overlap', '0');
    expect([code, await statusWith(second)]).toEqual([0, 200]);
    expect(second).not.toBe(first);
    await expect.poll(() => statusWith(first), { timeout: 10_000, interval: 300 }).toBe(401);
    first = second;
  });

  it('are revoked, for good', async () => {
    expect(await keys('revoke', id, '--reason', 'Lost')).toMatchObject({
      code: 0,
      output: expect.stringContaining('Shop is revoked'),
    });
    await expect.poll(() => statusWith(first), { timeout: 10_000, interval: 300 }).toBe(401);
    expect(await keys('rotate', id)).toMatchObject({ code: 1, errors: expect.stringContaining('is revoked') });
    expect((await keys('list')).output).toContain('revoked 20');
  });

  it('are not made for what nobody has, nor approve', async () => {
    expect(await keys('revoke', '0190a000-0000-7000-8000-000000000001')).toMatchObject({
      code: 1,
      errors: 'There is no such key.\n',
    });
    expect((await keys('rotate', 'nonsense')).errors).toContain('It is the id of a key');
    expect((await keys('create', '--name', 'Yes', '--role', 'approver')).errors).toContain(
      'A machine key cannot approve',
    );
  });

  it('come with roles for the first people, who then need each other', async () => {
    for (const person of ['oidc:ada', 'oidc:ben']) {
      expect(await keys('grant', '--person', person, '--role', 'admin')).toMatchObject({
        code: 0,
        output: `${person} has the role admin.`,
      });
    }
    expect((await keys('grant', '--person', 'ada', '--role', 'admin')).errors).toContain('begins with oidc:');
    const both = await keys('grant', '--person', 'oidc:ada', '--role', 'sales');
    expect([both.code, both.errors]).toEqual([1, expect.stringContaining('would break a rule')]);
  });
});
