import { describe, expect, test } from 'vitest';
import { grpcMessage } from '../../../src/embedded/event-node/protocol/grpc-status.ts';
import { frameOf, MessageSplitter } from '../../../src/embedded/event-node/protocol/message-splitter.ts';
import { ProtoError, ProtoReader } from '../../../src/embedded/event-node/protocol/proto-reader.ts';
import { ProtoWriter, varintLength, writeVarint } from '../../../src/embedded/event-node/protocol/proto-writer.ts';
import { withStructuredIds } from '../../../src/embedded/event-node/protocol/read-response.ts';
import {
  eventIdOf,
  layOutFrame,
  type ProposedEvent,
  parseFrame,
  writeFrame,
} from '../../../src/embedded/event-node/protocol/recorded-event.ts';
import { readUuid, structuredUuid } from '../../../src/embedded/event-node/protocol/uuid.ts';

describe('varints', () => {
  test.each([0, 1, 127, 128, 16383, 16384, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 35 + 7, Number.MAX_SAFE_INTEGER])(
    '%d is read as it was written',
    (value) => {
      const buffer = Buffer.alloc(10);
      const end = writeVarint(buffer, 0, value);
      expect(end).toBe(varintLength(value));
      expect(new ProtoReader(buffer).varint()).toBe(value);
    },
  );

  test('that end too early are refused', () => {
    expect(() => new ProtoReader(Buffer.from([0x80])).varint()).toThrow(ProtoError);
    expect(() => new ProtoReader(Buffer.alloc(20, 0xff)).varint()).toThrow(ProtoError);
    expect(() => new ProtoReader(Buffer.from([5, 1])).slice()).toThrow(ProtoError);
  });
});

describe('UUIDs', () => {
  const id = '9f0e8d7c-6b5a-4938-a716-f5e4d3c2b1a0';

  test('in two numbers are the same as in text', () => {
    expect(readUuid(new ProtoReader(structuredUuid(id).finish()))).toBe(id);
    expect(readUuid(new ProtoReader(new ProtoWriter().string(2, id.toUpperCase()).finish()))).toBe(id);
  });

  test('that are none are refused', () => {
    expect(() => readUuid(new ProtoReader(new ProtoWriter().string(2, 'x').finish()))).toThrow(ProtoError);
    expect(() => readUuid(new ProtoReader(Buffer.alloc(0)))).toThrow(ProtoError);
  });
});

describe('the frame of an event', () => {
  const event: ProposedEvent = {
    id: '9f0e8d7c-6b5a-4938-a716-f5e4d3c2b1a0',
    type: 'Größe geändert',
    isJson: true,
    data: Buffer.from('{"a":1}'),
    metadata: Buffer.from('{}'),
  };

  function encode(proposed: ProposedEvent, revision = 300, position = 2 ** 33): { frame: Buffer; type: string } {
    const place = { streamName: Buffer.from('Konto-Ü'), revision, position, createdMs: 1_700_000_000_000 };
    const layout = layOutFrame(proposed, place);
    const buffer = Buffer.alloc(layout.frameBytes + 20, 0xee);
    const typeOffset = writeFrame(buffer, 10, proposed, place, layout);
    expect(buffer.subarray(0, 10)).toEqual(Buffer.alloc(10, 0xee));
    expect(buffer.subarray(10 + layout.frameBytes)).toEqual(Buffer.alloc(10, 0xee));
    const frame = buffer.subarray(10, 10 + layout.frameBytes);
    return { frame, type: frame.toString('utf8', typeOffset, typeOffset + layout.typeBytes) };
  }

  test('is as long as measured and holds the event', () => {
    const { frame, type } = encode(event);
    expect(type).toBe(event.type);
    expect(eventIdOf(frame)).toBe(event.id);
    expect(frame.readUInt32BE(1)).toBe(frame.length - 5);
    expect(parseFrame(frame)).toEqual({ ...event, stream: 'Konto-Ü', createdMs: 1_700_000_000_000 });
  });

  test.each([-1, 0, 127, 128, 2 ** 40])('fits at revision %d', (revision) => {
    expect(parseFrame(encode(event, revision).frame).id).toBe(event.id);
  });

  test('leaves out what is empty', () => {
    const bare = { ...event, data: Buffer.alloc(0), metadata: Buffer.alloc(0), isJson: false };
    expect(parseFrame(encode(bare).frame)).toMatchObject(bare);
  });

  test('can have its id in two numbers', () => {
    const { frame } = encode(event);
    const response = new ProtoReader(withStructuredIds(frame).subarray(5));
    response.varint();
    const readEvent = response.message();
    readEvent.varint();
    const recorded = readEvent.message();
    recorded.varint();
    expect(readUuid(recorded.message())).toBe(event.id);
  });
});

describe('messages', () => {
  test('are found wherever the bytes are cut', () => {
    const messages = ['', 'a', 'bc'.repeat(100), 'end'].map((text) => Buffer.from(text));
    const bytes = Buffer.concat(messages.map(frameOf));
    for (let chunkBytes = 1; chunkBytes <= bytes.length; chunkBytes++) {
      const splitter = new MessageSplitter();
      const found: string[] = [];
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        splitter.push(bytes.subarray(at, at + chunkBytes), (message) => found.push(message.toString()));
      }
      expect(found).toEqual(messages.map(String));
    }
  });

  test('that are compressed or too large are refused', () => {
    const push = (...bytes: number[]) => new MessageSplitter().push(Buffer.from(bytes), () => {});
    expect(() => push(1, 0, 0, 0, 0)).toThrow('Compressed');
    expect(() => push(0, 0xff, 0, 0, 0)).toThrow('larger');
  });
});

test('status messages are percent-encoded', () => {
  expect(grpcMessage('100% of Zürich\n')).toBe('100%25 of Z%C3%BCrich%0A');
});
