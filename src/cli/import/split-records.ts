/** The text of one row, before its cells are taken apart. */
export interface RawRecord {
  /** The line on which it begins, from 1. */
  readonly line: number;
  readonly text: string;
  readonly fault: 'quote-not-closed' | 'too-long' | undefined;
}

/** A row holds a few dozen short cells: beyond this a quote was forgotten somewhere. */
export const RECORD_CHARACTERS_MAX = 128 * 1024;

/**
 * Cuts a file into rows, with exact line numbers. The parser could do this too, but a forgotten quote makes it lose
 * the rows behind it; here one bad row stays one bad row. A quote opens only where a cell begins, and a row whose quote
 * never closes ends with its line.
 */
export function* splitRecords(text: string, delimiter: string): Generator<RawRecord> {
  let line = 1;
  let from = 0;
  while (from < text.length) {
    const end = endOfRecord(text, from, delimiter);
    const isBroken = end === undefined;
    const until = end ?? endOfLine(text, from);
    const isTooLong = until - from > RECORD_CHARACTERS_MAX;
    const fault = isTooLong ? 'too-long' : isBroken ? 'quote-not-closed' : undefined;
    yield { line, text: text.slice(from, until), fault };
    const next = afterLineBreak(text, until);
    line += countLineBreaks(text, from, next);
    from = next;
  }
}

/** Where the row ends (its line break not included), or undefined when a quote is not closed within reach. */
function endOfRecord(text: string, from: number, delimiter: string): number | undefined {
  let isCellStart = true;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"' && isCellStart) {
      const closing = closingQuote(text, at + 1, from + RECORD_CHARACTERS_MAX);
      if (closing === undefined) {
        return undefined;
      }
      at = closing;
      isCellStart = false;
    } else if (character === '\n' || character === '\r') {
      return at;
    } else {
      isCellStart = character === delimiter;
    }
  }
  return text.length;
}

/** Two quotes inside a quoted cell are one that it contains. */
function closingQuote(text: string, from: number, until: number): number | undefined {
  for (let at = text.indexOf('"', from); at !== -1 && at <= until; at = text.indexOf('"', at + 1)) {
    if (text[at + 1] !== '"') {
      return at;
    }
    at += 1;
  }
  return undefined;
}

function endOfLine(text: string, from: number): number {
  const rest = /[\r\n]/g;
  rest.lastIndex = from;
  return rest.exec(text)?.index ?? text.length;
}

function afterLineBreak(text: string, at: number): number {
  return text.startsWith('\r\n', at) ? at + 2 : Math.min(at + 1, text.length);
}

function countLineBreaks(text: string, from: number, until: number): number {
  let count = 0;
  for (let at = from; at < until; at += 1) {
    if (text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n')) {
      count += 1;
    }
  }
  return count;
}
