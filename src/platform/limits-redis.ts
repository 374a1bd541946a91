import { Redis } from 'ioredis';

/** A limit that cannot be asked must not hold up the request that asks. */
const ANSWER_MS_MAX = 250;

/**
 * The connection over which several processes count requests together. Every command fails fast: at once while there is no
 * connection, and soon when the other end is silent; it goes on connecting by itself.
 */
export function createLimitsRedis(url: string, onError: (error: Error) => void): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: ANSWER_MS_MAX,
    connectTimeout: 2_000,
  });
  redis.on('error', onError);
  return redis;
}
