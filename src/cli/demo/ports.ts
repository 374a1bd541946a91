import { freePort } from '../../embedded/free-port.ts';

/** Somebody else listens on the port that was asked for. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
}

const TRIES = 20;

/** The port for the API: the one that was asked for, or the next free one from the usual one on. */
export async function choosePort(port: number, isAskedFor: boolean): Promise<number> {
  if (port === 0) {
    return 0;
  }
  for (let candidate = port; candidate < port + TRIES; candidate += 1) {
    if ((await freePort(candidate)) === candidate) {
      return candidate;
    }
    if (isAskedFor) {
      throw new PortTaken(`Port ${port} is taken by another program. Set PORT to a free one, or leave it out.`);
    }
  }
  throw new PortTaken(`The ports ${port} to ${port + TRIES - 1} are taken. Set PORT to a free one.`);
}
