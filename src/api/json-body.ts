import { isStorableText } from '../domain/kernel/storable-text.ts';
import { NumberLiteral } from './number-literal.ts';

const DEPTH_MAX = 32;

/** Marks, inside the text handed to JSON.parse, a string that stands for a number. Strings with NUL are refused anyway. */
const MARK = '\\u0000';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The body is JSON that we do not take; the message says why. */
export class UnacceptableJson extends Error {
  override readonly name = 'UnacceptableJson';
}

/**
 * Reads JSON and keeps every number's own text: a number that JavaScript writes back just as it came is a number, any
 * other becomes a {@link NumberLiteral}. JSON.parse of Node 20 shows a reviver no source text, so the numbers are found
 * first, in text that JSON.parse has already accepted, and handed through a second JSON.parse as marked strings.
 *
 * Refused beside bad syntax: nesting beyond 32; `__proto__` and `constructor.prototype` keys; NUL and lone surrogates,
 * which PostgreSQL cannot store, so that a projection would stop at them long after the event was accepted.
 */
export function parseJson(text: string): unknown {
  return restore(JSON.parse(markNumbers(checkSyntax(text))), 0);
}

function checkSyntax(text: string): string {
  try {
    JSON.parse(text);
  } catch (error) {
    throw new UnacceptableJson(
      `The body is not valid JSON: ${error instanceof Error ? error.message : 'syntax error'}.`,
    );
  }
  return text;
}

/** Puts into quotes each number that would lose its text. Needs valid JSON. */
function markNumbers(text: string): string {
  let out = '';
  let copied = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) {
      at = endOfString(text, at);
    } else if (char === 0x5b || char === 0x7b) {
      depth += 1;
      refuseIf(depth > DEPTH_MAX, `The body is nested deeper than ${DEPTH_MAX} levels.`);
    } else if (char === 0x5d || char === 0x7d) {
      depth -= 1;
    } else if (char === 0x2d || (char >= 0x30 && char <= 0x39)) {
      const end = endOfNumber(text, at);
      const literal = text.slice(at, end);
      if (String(Number(literal)) !== literal) {
        out += `${text.slice(copied, at)}"${MARK}${literal}"`;
        copied = end;
      }
      at = end - 1;
    }
  }
  return copied === 0 ? text : out + text.slice(copied);
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) {
      return at;
    }
    if (char === BACKSLASH) {
      refuseIf(text.startsWith(MARK, at), 'The body holds the character U+0000, which cannot be stored.');
      at += 1;
    }
  }
  return text.length;
}

function endOfNumber(text: string, start: number): number {
  let end = start;
  while (end < text.length && '+-.0123456789eE'.includes(text.charAt(end))) {
    end += 1;
  }
  return end;
}

function restore(value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    return restoreText(value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => restore(item, depth + 1));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const restored: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    refuseIf(!isStorableText(key), 'A key of the body is not well-formed Unicode.');
    refuseIf(key === '__proto__', 'The body holds the key __proto__, which is not taken.');
    refuseIf(
      key === 'constructor' && hasPrototypeKey(member),
      'The body holds constructor.prototype, which is not taken.',
    );
    restored[key] = restore(member, depth + 1);
  }
  return restored;
}

function restoreText(text: string): string | NumberLiteral {
  if (text.charCodeAt(0) === 0) {
    return new NumberLiteral(text.slice(1));
  }
  refuseIf(!isStorableText(text), 'A text in the body is not well-formed Unicode (a surrogate stands alone).');
  return text;
}

function hasPrototypeKey(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}

function refuseIf(condition: boolean, message: string): void {
  if (condition) {
    throw new UnacceptableJson(message);
  }
}
