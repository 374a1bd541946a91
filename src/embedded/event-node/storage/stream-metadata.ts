/** What a stream's metadata hides from readers of the stream. `$all` shows everything. */
export interface StreamMetadata {
  /** `$maxCount`: only so many of the last events. */
  readonly maxCount?: number;
  /** `$maxAge`, in seconds. */
  readonly maxAgeSeconds?: number;
  /** `$tb`: only events from this revision on. */
  readonly truncateBefore?: number;
  /** A soft delete: `$tb` is the largest int64. */
  readonly deleted: boolean;
}

/** A stream without metadata. */
export const NO_METADATA: StreamMetadata = { deleted: false };
/** A metadata stream shows its last event only. */
export const METASTREAM_METADATA: StreamMetadata = { deleted: false, maxCount: 1 };

/** `$tb` of a soft delete. As a JSON number it loses its last digits to every JavaScript parser, ours included. */
const DELETED_TRUNCATE_BEFORE = 2 ** 63;
export const SOFT_DELETE_METADATA = Buffer.from('{"$tb":9223372036854775807}');

/** Reads the metadata of a `$metadata` event; what is malformed counts as none, as in EventStoreDB. */
export function parseStreamMetadata(isJson: boolean, data: Uint8Array): StreamMetadata {
  const json = isJson ? parseObject(data) : undefined;
  if (json === undefined) return NO_METADATA;
  const maxCount = positive(json.$maxCount);
  const maxAgeSeconds = positive(json.$maxAge);
  const tb = json.$tb;
  const deleted = tb === DELETED_TRUNCATE_BEFORE;
  const truncateBefore = typeof tb === 'number' && tb >= 0 && !deleted ? tb : undefined;
  return {
    deleted,
    ...(maxCount === undefined ? {} : { maxCount }),
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
    ...(truncateBefore === undefined ? {} : { truncateBefore }),
  };
}

/** The metadata of a stream that comes back after a soft delete: as before, but events from `revision` on show. */
export function undeletedMetadata(data: Uint8Array, revision: number): Buffer {
  return Buffer.from(JSON.stringify({ ...parseObject(data), $tb: revision }));
}

function parseObject(data: Uint8Array): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(Buffer.from(data).toString('utf8'));
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : undefined;
  } catch {
    return undefined;
  }
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}
