import { IdentityUnavailable } from './authentication.ts';

/** After a failure nobody asks for this long: a service that is down must not make every request wait for its timeout. */
const OPEN_MS = 1_000;

/** Calls a service that may be down. Every failure, and every call shortly after one, is {@link IdentityUnavailable}. */
export function createCircuit(service: string) {
  let closedAgainAt = 0;
  return async <Result>(call: () => Promise<Result>): Promise<Result> => {
    if (performance.now() < closedAgainAt) {
      throw new IdentityUnavailable(`${service} did not answer a moment ago`);
    }
    try {
      return await call();
    } catch (error) {
      closedAgainAt = performance.now() + OPEN_MS;
      throw new IdentityUnavailable(`${service} does not answer`, { cause: error });
    }
  };
}
