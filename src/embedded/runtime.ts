import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from './atomic-file.ts';
import { isSameProcess, processIdentity } from './process-identity.ts';

const runtimeSchema = z.object({
  pid: z.int(),
  /** Tells this process from a later one with the same pid. */
  identity: z.string(),
  startedAt: z.iso.datetime(),
  /** By child: what it said when it became ready. */
  addresses: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))),
});

/** A running stack, as the command line finds it. Its addresses may hold passwords. */
export type Runtime = z.infer<typeof runtimeSchema>;

const path = (directory: string) => join(directory, 'runtime.json');

/** Writes down where this process's stack listens, readable by its owner only. */
export async function writeRuntime(directory: string, startedAt: Date, addresses: Runtime['addresses']): Promise<void> {
  const runtime: Runtime = {
    pid: process.pid,
    identity: processIdentity(process.pid),
    startedAt: startedAt.toISOString(),
    addresses,
  };
  await writeFileAtomically(path(directory), `${JSON.stringify(runtime, undefined, 2)}\n`);
}

/** Takes the file away, as the last step of a clean stop. */
export async function removeRuntime(directory: string): Promise<void> {
  await rm(path(directory), { force: true });
}

/** The stack that runs on a directory. Undefined when there is none, or when only a dead one's file is left. */
export async function readRuntime(directory: string): Promise<Runtime | undefined> {
  const content = await readFile(path(directory), 'utf8').catch(() => undefined);
  if (content === undefined) return undefined;
  const runtime = runtimeSchema.parse(JSON.parse(content));
  return isSameProcess(runtime.pid, runtime.identity) ? runtime : undefined;
}
