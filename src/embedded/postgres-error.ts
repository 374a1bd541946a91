import { readFile } from 'node:fs/promises';

const LINES_SHOWN = 15;

/** What to do about the failures that people meet; the first pattern found in the server's log wins. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /address already in use/i,
    'Another program listens on that port. Stop it, or leave the port unset to get a free one.',
  ],
  [/no space left on device/i, 'The disk is full. Make room and start again; nothing committed is lost.'],
  [
    /incompatible with server|was initialized by PostgreSQL version/i,
    'The data was written by another major version. Upgrade it with pg_upgrade, or start with an empty data directory and rebuild.',
  ],
  [
    /pre-existing shared memory|lock file .* already exists/i,
    'A server of an earlier start still runs on this data. Stop it and start again.',
  ],
  [/error while loading shared libraries|library not loaded/i, 'The npm package is incomplete. Run `npm ci` again.'],
  [/unrecognized configuration parameter|invalid value for parameter/i, 'Correct the setting that the log names.'],
  [/permission denied/i, 'The account that runs the server cannot use these files. Give it the data directory.'],
  [
    /could not resize shared memory|cannot allocate memory/i,
    'Too little memory. Free some, give the container a larger --shm-size, or lower shared_buffers.',
  ],
];

/** The embedded server did not do what it was asked to. The message ends with its last words and what to do now. */
export class EmbeddedPostgresError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'EmbeddedPostgresError';
  }
}

/** Describes a failure by what the server (or initdb) wrote. */
export function failure(what: string, output: string, logFile?: string): EmbeddedPostgresError {
  const lines = output.trimEnd().split('\n').slice(-LINES_SHOWN);
  const lastWords = output.trim() === '' ? '  (it said nothing)' : lines.map((line) => `  ${line}`).join('\n');
  const found = ADVICE.find(([pattern]) => pattern.test(output))?.[1];
  const advice = found ?? 'If the reason is not above, the whole log may tell.';
  const where = logFile === undefined ? '' : ` (log: ${logFile})`;
  return new EmbeddedPostgresError(`${what}${where}. Its last lines:\n${lastWords}\n${advice}`);
}

/** What has been written to a log since it was `from` bytes long. */
export async function logSince(file: string, from: number): Promise<string> {
  const content = await readFile(file).catch(() => Buffer.alloc(0));
  return content.subarray(from).toString('utf8');
}
