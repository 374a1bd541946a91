import { z } from 'zod';

/**
 * Personal data as it stands in events: ciphertext under the key of one subject (AES-256-GCM). Whoever holds the key can
 * read it; when the key is destroyed nobody can, and no proof or hash over the event breaks.
 */
export const zSealed = z.strictObject({
  /** Whose key: the account, or for the frozen copy on a document the document itself. */
  subjectId: z.string().min(1).max(64),
  algorithm: z.literal('A256GCM'),
  /** base64 of 12 bytes nonce, ciphertext, 16 bytes tag. */
  box: z.string().max(32_768),
});

export type Sealed = z.infer<typeof zSealed>;
