import zlib from 'node:zlib';

/** Node has `zlib.crc32` from 20.15 and 22.2 on; the typings may not know it. */
const native = (zlib as { crc32?: (data: Uint8Array, value?: number) => number }).crc32;

const TABLE = new Uint32Array(256).map((_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 (ISO 3309), computed here: for Node versions without `zlib.crc32`. */
export function crc32InScript(data: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of data) value = (TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** CRC-32 (ISO 3309) of the bytes. */
export const crc32: (data: Uint8Array) => number = native === undefined ? crc32InScript : (data) => native(data);
