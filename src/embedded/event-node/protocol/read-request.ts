import { readStreamIdentifier } from './append-request.ts';
import { invalidArgument } from './grpc-status.ts';
import { ProtoReader } from './proto-reader.ts';

/** Where a read or subscription begins: an end of the stream, or a revision (position, for `$all`). */
type ReadFrom = 'start' | 'end' | number;

/** Which events of `$all` are wanted. */
export interface FilterOptions {
  readonly on: 'stream' | 'type';
  readonly regex: string;
  readonly prefixes: readonly string[];
  /** Events to consider between two checkpoints. */
  readonly checkpointInterval: number;
}

export interface ReadRequest {
  /** Undefined for `$all`. */
  readonly stream: string | undefined;
  readonly from: ReadFrom;
  readonly backwards: boolean;
  readonly resolveLinks: boolean;
  /** Undefined for a subscription. */
  readonly maxCount: number | undefined;
  readonly filter: FilterOptions | undefined;
  readonly structuredIds: boolean;
}

/** The search window when the client states none. */
const DEFAULT_WINDOW = 32;

interface Source {
  stream: string | undefined;
  from: ReadFrom;
}

/**
 * Reads a `ReadReq`.
 * @throws GrpcError if it asks for what the server cannot do.
 */
export function readReadRequest(message: Buffer): ReadRequest {
  const request = new ProtoReader(message);
  let options: ProtoReader | undefined;
  while (request.more) {
    const tag = request.varint();
    if (tag === 0x0a) options = request.message();
    else request.skip(tag);
  }
  if (options === undefined) throw invalidArgument('The read has no options.');
  return readOptions(options);
}

function readOptions(reader: ProtoReader): ReadRequest {
  let source: Source | undefined;
  let backwards = false;
  let resolveLinks = false;
  let maxCount: number | undefined;
  let isSubscription = false;
  let filter: FilterOptions | undefined;
  let structuredIds = true;
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 0x0a) source = readStreamOptions(reader.message());
    else if (tag === 0x12) source = readAllOptions(reader.message());
    else if (tag === 0x18) backwards = reader.varint() === 1;
    else if (tag === 0x20) resolveLinks = reader.varint() !== 0;
    else if (tag === 0x28) maxCount = reader.varint();
    else if (tag === 0x3a) filter = readFilterOptions(reader.message());
    else if (tag === 0x4a) structuredIds = !asksForTextIds(reader.message());
    else {
      if (tag === 0x32) isSubscription = true;
      reader.skip(tag);
    }
  }
  if (source === undefined) throw invalidArgument('The read names neither a stream nor $all.');
  if (maxCount === undefined && !isSubscription) throw invalidArgument('The read has no count.');
  if (filter !== undefined && source.stream !== undefined) throw invalidArgument('Only reads of $all can be filtered.');
  if (isSubscription && backwards) throw invalidArgument('A subscription cannot go backwards.');
  return { ...source, backwards, resolveLinks, maxCount, filter, structuredIds };
}

function readStreamOptions(reader: ProtoReader): Source {
  let stream: string | undefined;
  let from: ReadFrom = 'start';
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 0x0a) stream = readStreamIdentifier(reader.message());
    else if (tag === 0x10) from = orEnd(reader.varint());
    else {
      if (tag === 0x22) from = 'end';
      reader.skip(tag);
    }
  }
  if (stream === undefined) throw invalidArgument('The stream has no name.');
  return { stream, from };
}

function readAllOptions(reader: ProtoReader): Source {
  let from: ReadFrom = 'start';
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 0x0a) from = readCommitPosition(reader.message());
    else {
      if (tag === 0x1a) from = 'end';
      reader.skip(tag);
    }
  }
  return { stream: undefined, from };
}

function readCommitPosition(reader: ProtoReader): ReadFrom {
  let commit = 0;
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 0x08) commit = reader.varint();
    else reader.skip(tag);
  }
  return orEnd(commit);
}

/** The largest unsigned 64-bit number means the end. It was rounded to 2^64 when read. */
function orEnd(value: number): ReadFrom {
  return value >= 2 ** 64 ? 'end' : value;
}

function readFilterOptions(reader: ProtoReader): FilterOptions {
  let on: FilterOptions['on'] | undefined;
  let expression = { regex: '', prefixes: [] as string[] };
  let window = DEFAULT_WINDOW;
  let multiplier = 1;
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 0x0a || tag === 0x12) {
      on = tag === 0x0a ? 'stream' : 'type';
      expression = readExpression(reader.message());
    } else if (tag === 0x18) window = reader.varint();
    else if (tag === 0x28) multiplier = reader.varint();
    else reader.skip(tag);
  }
  if (on === undefined) throw invalidArgument('The filter has no expression.');
  if (window < 1 || multiplier < 1) throw invalidArgument('The window and the checkpoint interval must be positive.');
  return { on, ...expression, checkpointInterval: window * multiplier };
}

function readExpression(reader: ProtoReader): { regex: string; prefixes: string[] } {
  let regex = '';
  const prefixes: string[] = [];
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 0x0a) regex = reader.string();
    else if (tag === 0x12) prefixes.push(reader.string());
    else reader.skip(tag);
  }
  return { regex, prefixes };
}

function asksForTextIds(reader: ProtoReader): boolean {
  return reader.more && reader.varint() === 0x12;
}
