import type { z } from 'zod';
import { DATE_TEXT, SENT_DATE_TEXT } from '../domain/kernel/calendar.ts';
import type { KnownErrorCode } from './error-codes.ts';
import { type Refusal, refusal } from './refusal.ts';
import { SEATS_TEXT } from './values.ts';

/** Field → what is wrong with it: dotted path for a body, the key itself for a query. */
export type FieldErrors = Record<string, string>;

/** More findings than this help nobody and make the answer as large as the attack. */
const FIELDS_MAX = 50;

function note(fields: FieldErrors, key: string, message: string): void {
  if (!Object.hasOwn(fields, key) && Object.keys(fields).length < FIELDS_MAX) {
    // defineProperty because a field may be called `__proto__`.
    Object.defineProperty(fields, key, { value: message, enumerable: true, configurable: true, writable: true });
  }
}

/** Adds zod's findings to `fields`; the first one about a field is the one that is told. */
export function noteIssues(fields: FieldErrors, issues: readonly z.core.$ZodIssue[], whole: string): void {
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        note(fields, [...issue.path, key].join('.'), 'is not known here');
      }
    } else {
      note(fields, issue.path.length === 0 ? whole : issue.path.join('.'), sentence(issue));
    }
  }
}

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined && /received undefined/.test(issue.message)) {
    return 'is required';
  }
  if (issue.code === 'invalid_value') {
    return `must be one of ${issue.values.map(String).join(', ')}`;
  }
  return issue.message;
}

/** What may be wrong that people want to tell from the rest, by the text that says so. */
const OWN_CODES: ReadonlyMap<string, KnownErrorCode> = new Map<string, KnownErrorCode>([
  [DATE_TEXT, 'DATE_INVALID'],
  [SENT_DATE_TEXT, 'DATE_INVALID'],
  [SEATS_TEXT, 'SEATS_INVALID'],
]);

/** The code of all findings, where they are of one kind. */
function codeOf(fields: FieldErrors): KnownErrorCode {
  const [code, ...others] = new Set(Object.values(fields).map((text) => OWN_CODES.get(text)));
  return code === undefined || others.length > 0 ? 'VALIDATION_FAILED' : code;
}

/** 400 that names all fields at once, so that a form can mark them all. */
export function validationFailed(fields: FieldErrors): Refusal {
  const texts = Object.entries(fields).map(([field, text]) => `${field} ${text}`);
  const shown = texts.slice(0, 3).join('; ');
  const more = texts.length > 3 ? `; and ${texts.length - 3} more` : '';
  return refusal(codeOf(fields), `The request has values that are not acceptable: ${shown}${more}.`, { fields });
}
