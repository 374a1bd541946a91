import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive } from '../../../src/embedded/process-identity.ts';
import { readRuntime } from '../../../src/embedded/runtime.ts';

const STACK = fileURLToPath(new URL('fixtures/stack.ts', import.meta.url));

let directory: string;
let supervisors: ChildProcess[];

beforeEach(async () => {
  supervisors = [];
  directory = await mkdtemp(join(tmpdir(), 'ledgerline-supervisor-'));
});

afterEach(async () => {
  const pids = (await childPids().catch((): number[] => [])).concat(supervisors.flatMap(({ pid }) => pid ?? []));
  for (const supervisor of supervisors) supervisor.kill('SIGKILL');
  // Children end by themselves; the directory must stay until they have written their last line.
  await until(() => !pids.some(isAlive));
  await rm(directory, { recursive: true, force: true });
});

type Kind = 'whole' | 'falling' | 'hanging' | 'database' | 'absent';

const journalFile = () => join(directory, 'journal');

function journal(): string[] {
  return existsSync(journalFile()) ? readFileSync(journalFile(), 'utf8').trimEnd().split('\n') : [];
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited for 20 s in vain; journal:\n${journal().join('\n')}`);
    await sleep(20);
  }
}

function start(kind: Kind): ChildProcess {
  const args = ['--import', 'tsx', STACK, directory, journalFile(), kind];
  const supervisor = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'pipe'] });
  supervisors.push(supervisor);
  return supervisor;
}

async function startReady(kind: Kind): Promise<ChildProcess> {
  const supervisor = start(kind);
  await until(() => journal().includes('all ready'));
  return supervisor;
}

async function exitCode(supervisor: ChildProcess): Promise<number | null> {
  if (supervisor.exitCode === null) await once(supervisor, 'exit');
  return supervisor.exitCode;
}

async function address(child: string): Promise<{ port: number; pid: number }> {
  const runtime = await readRuntime(directory);
  return runtime?.addresses[child] as { port: number; pid: number };
}

async function childPids(): Promise<number[]> {
  const runtime = await readRuntime(directory);
  return Object.values(runtime?.addresses ?? {}).map(({ pid }) => Number(pid));
}

describe('the supervisor', () => {
  it('starts stage after stage, and tells later children what earlier ones said', async () => {
    await startReady('whole');
    const { port } = await address('store');
    const lines = journal();
    expect(lines[0]).toBe('store ready, told nothing');
    expect(lines.slice(1, 3).sort()).toEqual(['worker-1 ready, told nothing', 'worker-2 ready, told nothing']);
    expect(lines.slice(3)).toEqual([`api ready, told store at ${port}`, 'all ready']);
  });

  it('writes down where everything is, for its owner only', async () => {
    const supervisor = await startReady('whole');
    const runtime = await readRuntime(directory);
    expect(runtime?.pid).toBe(supervisor.pid);
    expect(Object.keys(runtime?.addresses ?? {}).sort()).toEqual(['api', 'store', 'worker-1', 'worker-2']);
    expect(statSync(join(directory, 'runtime.json')).mode & 0o777).toBe(0o600);
  });

  it('restarts a killed child at the port that it had', async () => {
    await startReady('whole');
    const before = await address('store');
    process.kill(before.pid, 'SIGKILL');
    await until(async () => (await address('store')).pid !== before.pid);
    const after = await address('store');
    expect(after.port).toBe(before.port);
    const socket = connect(after.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
    expect(journal().filter((line) => line.startsWith('api'))).toHaveLength(1);
  });

  it('keeps the database’s address when the process that owns it is killed', async () => {
    const supervisor = await startReady('database');
    const before = await address('database');
    process.kill(before.pid, 'SIGKILL');
    await until(async () => (await address('database')).pid !== before.pid);
    const { url, port } = (await readRuntime(directory))!.addresses.database!;
    expect(port).toBe(before.port);
    const client = new pg.Client({ connectionString: String(url) });
    await client.connect();
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await client.end();
    supervisor.kill('SIGTERM');
    expect(await exitCode(supervisor)).toBe(0);
    expect(existsSync(join(directory, 'postgres/pgdata/postmaster.pid'))).toBe(false);
  });

  it('stops everything with 1 when a child falls more than five times a minute', async () => {
    expect(await exitCode(start('falling'))).toBe(1);
    const falls = journal().filter((line) => line === 'falling falls');
    expect(falls).toHaveLength(1 + 5);
    expect(journal().at(-1)).toBe('store stops: asked');
    expect(journal().some((line) => line.startsWith('api'))).toBe(false);
  });

  it('gives up a program that is not there', async () => {
    expect(await exitCode(start('absent'))).toBe(1);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('drains in reverse order after %s and exits with 0', async (signal) => {
    const supervisor = await startReady('whole');
    const pids = await childPids();
    supervisor.kill(signal);
    expect(await exitCode(supervisor)).toBe(0);
    const stops = journal().filter((line) => line.includes('stops'));
    expect(stops[0]).toBe('api stops: asked');
    expect(stops.slice(1, 3).sort()).toEqual(['worker-1 stops: asked', 'worker-2 stops: asked']);
    expect(stops.slice(3)).toEqual(['store stops: asked']);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(join(directory, 'runtime.json'))).toBe(false);
  });

  it('kills a child that hangs, and goes on to drain the others', async () => {
    const supervisor = await startReady('hanging');
    supervisor.kill('SIGTERM');
    expect(await exitCode(supervisor)).toBe(0);
    expect(journal().slice(-2)).toEqual(['hanging stops: asked', 'store stops: asked']);
  });

  it('leaves no child behind when it is killed -9, and the next one starts', async () => {
    const supervisor = await startReady('whole');
    const pids = await childPids();
    supervisor.kill('SIGKILL');
    await until(() => !pids.some(isAlive));
    expect(journal().filter((line) => line.endsWith('stops: parent-gone'))).toHaveLength(4);
    expect(await readRuntime(directory)).toBeUndefined();
    await rm(journalFile());
    await startReady('whole');
  });

  it('refuses a directory where another one runs', async () => {
    const first = await startReady('whole');
    const second = start('whole');
    let stderr = '';
    second.stderr?.on('data', (chunk) => {
      stderr += String(chunk);
    });
    expect(await exitCode(second)).toBe(1);
    expect(stderr).toContain(`in use by process ${first.pid}`);
    expect((await readRuntime(directory))?.pid).toBe(first.pid);
  });
});

describe('readRuntime', () => {
  it('knows no stack where none has run', async () => {
    expect(await readRuntime(directory)).toBeUndefined();
  });

  it('does not take a later process with the same pid for the stack', async () => {
    const stale = { pid: process.pid, identity: 'an earlier life', startedAt: '2026-01-31T00:00:00Z', addresses: {} };
    await writeFile(join(directory, 'runtime.json'), JSON.stringify(stale));
    expect(await readRuntime(directory)).toBeUndefined();
  });
});
