import { resolvedLink, withStructuredIds } from '../protocol/read-response.ts';
import { parseFrame } from '../protocol/recorded-event.ts';
import { visibleStream } from '../storage/visible-stream.ts';
import type { EventNodeContext } from './event-node-context.ts';

/** The type of events that point to other events; their data is `revision@stream`. */
const LINK_TYPE = '$>';

/** Frames for ordinals, in the form that one read asks for. */
export class FrameSource {
  readonly #context: EventNodeContext;
  readonly #resolveLinks: boolean;
  readonly #structuredIds: boolean;

  constructor(context: EventNodeContext, options: { resolveLinks: boolean; structuredIds: boolean }) {
    this.#context = context;
    this.#resolveLinks = options.resolveLinks;
    this.#structuredIds = options.structuredIds;
  }

  /** The frames of these events, one after the other. */
  frames(ordinals: readonly number[]): Buffer {
    if (!this.#resolveLinks && !this.#structuredIds) return this.#context.reader.frames(ordinals);
    return Buffer.concat(ordinals.map((ordinal) => this.#frame(ordinal)));
  }

  #frame(ordinal: number): Buffer {
    const { index } = this.#context.log;
    const stored = this.#context.reader.frame(ordinal);
    const isLink = this.#resolveLinks && index.typeName(index.typeId(ordinal)) === LINK_TYPE;
    const frame = isLink ? resolvedLink(this.#target(stored), stored, index.position(ordinal)) : stored;
    return this.#structuredIds ? withStructuredIds(frame) : frame;
  }

  /** The event that a link points to, if it can be read. */
  #target(link: Buffer): Buffer | undefined {
    const { log, reader } = this.#context;
    const text = parseFrame(link).data.toString('utf8');
    const separator = text.indexOf('@');
    const revision = Number(text.slice(0, separator));
    if (separator < 1 || !Number.isInteger(revision)) return undefined;
    const seen = visibleStream(log, reader, text.slice(separator + 1));
    if (seen.kind !== 'visible' || revision < seen.first || revision > seen.last) return undefined;
    return reader.frame(log.ordinalOf(seen.stream, revision));
  }
}
