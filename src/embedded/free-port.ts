import { createServer } from 'node:net';

/** Listens for a moment on a port of 127.0.0.1 and answers its number; 0 asks for any. Undefined when it is taken. */
async function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

/** A free port of 127.0.0.1, the preferred one when it is free. Another program may still take it first. */
export async function freePort(preferred = 0): Promise<number> {
  const port = (preferred > 0 ? await tryPort(preferred) : undefined) ?? (await tryPort(0));
  if (port === undefined) throw new Error('No port is free on 127.0.0.1. Close some programs that listen there.');
  return port;
}
