import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, realpathSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventNodeError } from '../event-node-error.ts';

/** Unix socket paths end at 104 bytes on macOS and 108 on Linux. */
const SOCKET_PATH_BYTES_MAX = 103;
const LOCK_FILE = /^lock-(\d+)-[0-9a-f]{8}\.sock$/;

/** Holds the data directory until released or until the process ends, however it ends. */
export interface DirectoryLock {
  release(): Promise<void>;
}

/**
 * Makes this process the only one on the directory.
 *
 * Node has no flock, and a file with a pid outlives kill -9 and may name another process later. So each contender
 * listens on a socket of its own in the directory, and then looks for others: one that accepts a connection is alive,
 * because the kernel closes the sockets of a process that dies. Of two that start at once the later one is sure to see
 * the earlier one; at worst both refuse.
 * @throws EventNodeError DATA_DIRECTORY_LOCKED if another living process has the directory.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  if (process.platform === 'win32') return lockByPipe(directory);
  const { folder, prefix } = lockPlace(realpathSync(directory));
  const name = `${prefix}lock-${process.pid}-${randomUUID().slice(0, 8)}.sock`;
  const server = await listen(join(folder, name));
  try {
    await refuseIfTaken(directory, folder, prefix, name);
  } catch (error) {
    await close(server);
    throw error;
  }
  return { release: () => close(server) };
}

/** Where the sockets are: in the directory, or, where its path is too long, in the system's temporary folder. */
function lockPlace(directory: string): { folder: string; prefix: string } {
  const longest = join(directory, `lock-4194304-${'0'.repeat(8)}.sock`);
  if (Buffer.byteLength(longest) <= SOCKET_PATH_BYTES_MAX) return { folder: directory, prefix: '' };
  return { folder: tmpdir(), prefix: `event-node-${hash(directory).slice(0, 16)}-` };
}

async function refuseIfTaken(directory: string, folder: string, prefix: string, own: string): Promise<void> {
  for (const name of readdirSync(folder)) {
    if (name === own || !name.startsWith(prefix)) continue;
    const owner = LOCK_FILE.exec(name.slice(prefix.length))?.[1];
    if (owner === undefined) continue;
    const path = join(folder, name);
    if (await accepts(path)) throw locked(directory, `process ${owner}`);
    removeStale(path);
  }
}

/** Named pipes vanish with their process, so the pipe of a fixed name is the lock. */
async function lockByPipe(directory: string): Promise<DirectoryLock> {
  const pipe = `\\\\.\\pipe\\event-node-${hash(realpathSync(directory).toLowerCase())}`;
  const server = await listen(pipe).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? locked(directory, 'another process') : error;
  });
  return { release: () => close(server) };
}

function locked(directory: string, owner: string): EventNodeError {
  return new EventNodeError(
    'DATA_DIRECTORY_LOCKED',
    `${directory} is in use by ${owner}. Only one event node can have it open: stop that one, or choose another directory.`,
  );
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    // `exclusive`: in a cluster worker the primary would listen, and outlive us.
    server.listen({ path, exclusive: true }, () => {
      server.unref();
      resolve(server);
    });
  });
}

function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    // Refused or gone: nobody listens. Anything else (no permission, say) may be a living owner.
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT');
    });
  });
}

function removeStale(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Another contender has removed it.
  }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
