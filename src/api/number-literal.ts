/** A JSON number whose text a JavaScript number would not give back: `1.50`, `1e2`, twenty digits. */
export class NumberLiteral {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Longest literal that is read; an amount has at most 30 digits before and 20 after the point. */
const LITERAL_LENGTH_MAX = 60;

/** Exponents beyond this would turn few characters into very long text. */
const EXPONENT_MAX = 60;

const LITERAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * The plain decimal text of a JSON number, exactly: `1e2` becomes `100`, `1.50` stays, `-0.0` becomes `0.0`. Undefined
 * when the literal is longer than any amount can be.
 */
export function plainDecimal(literal: string): string | undefined {
  const match = literal.length > LITERAL_LENGTH_MAX ? null : LITERAL.exec(literal);
  if (match === null) {
    return undefined;
  }
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > EXPONENT_MAX) {
    return undefined;
  }
  return withSign(sign, shiftPoint(whole, fraction, exponent));
}

function shiftPoint(whole: string, fraction: string, exponent: number): string {
  const padded = `${'0'.repeat(Math.max(0, -exponent))}${whole}${fraction}${'0'.repeat(Math.max(0, exponent))}`;
  const point = Math.max(0, -exponent) + whole.length + exponent;
  const before = padded.slice(0, point).replace(/^0+(?=\d)/, '');
  const after = padded.slice(point, Math.max(point, point + fraction.length - exponent));
  return after === '' ? before : `${before}.${after}`;
}

function withSign(sign: string, text: string): string {
  return sign === '-' && /[1-9]/.test(text) ? `-${text}` : text;
}
