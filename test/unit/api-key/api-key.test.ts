import { describe, it } from 'vitest';
import { apiKey } from '../../../src/domain/api-key/api-key.ts';
import type { ApiKeyEvent } from '../../../src/domain/api-key/events.ts';
import type { ApiKeyId } from '../../../src/domain/kernel/ids.ts';
import { FOUR_EYES, TWO_EYES } from '../../support/controls/role-rules.ts';
import { given } from '../../support/given.ts';

const NOW = '2026-03-01T09:30:00.000Z';
const admin = { kind: 'user', id: 'ada' } as const;
const reason = 'The laptop was lost';
const data = {
  keyId: '0190a000-0000-7000-8000-00000000000a' as ApiKeyId, // a control's id
  name: 'Import',
  prefix: 'abcdefgh2345',
  hash: 'a'.repeat(64),
  roles: ['sales'],
  scopes: null,
  expiresAt: null as string | null,
  createdBy: admin,
  approval: null,
};
const issue = { kind: 'issue', key: data, now: NOW, rules: TWO_EYES } as const;
const issued: ApiKeyEvent = { type: 'ApiKeyIssued', data };
const revoked: ApiKeyEvent = { type: 'ApiKeyRevoked', data: { revokedBy: admin, reason } };
const rotation = { prefix: 'zyxwvuts7654', hash: 'b'.repeat(64), overlapUntil: '2026-03-01T10:30:00.000Z' };
const rotate = { kind: 'rotate', ...rotation, by: admin, now: NOW, approval: null, rules: TWO_EYES } as const;
const revoke = { kind: 'revoke', by: admin, reason } as const;

describe('a machine key', () => {
  it('is issued', () => {
    given(apiKey, []).when(issue).thenAccepts(issued);
  });

  it('is issued once', () => {
    given(apiKey, [issued]).when(issue).thenRejects('API_KEY_EXISTS');
  });

  it('cannot be an approver', () => {
    const key = { ...data, roles: ['consumer', 'approver'] };
    given(apiKey, [])
      .when({ ...issue, key })
      .thenRejects('API_KEY_CANNOT_APPROVE', 'roles');
  });

  it('is not issued expired', () => {
    const key = { ...data, expiresAt: NOW };
    given(apiKey, [])
      .when({ ...issue, key })
      .thenRejects('API_KEY_EXPIRY_PAST', 'expiresAt');
  });

  it('gets a new secret, while the old one works on', () => {
    given(apiKey, [issued])
      .when(rotate)
      .thenAccepts({ type: 'ApiKeyRotated', data: { ...rotation, rotatedBy: admin, approval: null } });
  });

  it('is revoked, again without effect', () => {
    given(apiKey, [issued]).when(revoke).thenAccepts(revoked);
    given(apiKey, [issued, revoked]).when(revoke).thenIgnores();
  });

  it('gets no new secret once revoked or expired', () => {
    given(apiKey, [issued, revoked]).when(rotate).thenRejects('API_KEY_REVOKED');
    const expired: ApiKeyEvent = { type: 'ApiKeyIssued', data: { ...data, expiresAt: NOW } };
    given(apiKey, [expired]).when(rotate).thenRejects('API_KEY_EXPIRED');
  });

  it('with a part in the business takes a second person, and so does its new secret', () => {
    const approval = { requestId: data.keyId, approvedBy: { kind: 'user', id: 'cleo' } } as const;
    const key = { ...data, approval };
    given(apiKey, [])
      .when({ ...issue, rules: FOUR_EYES })
      .thenRejects('APPROVAL_REQUIRED');
    given(apiKey, [])
      .when({ ...issue, key, rules: FOUR_EYES })
      .thenAccepts({ type: 'ApiKeyIssued', data: key });
    given(apiKey, [issued])
      .when({ ...rotate, rules: FOUR_EYES })
      .thenRejects('APPROVAL_REQUIRED');
    given(apiKey, [issued])
      .when({ ...rotate, approval, rules: FOUR_EYES })
      .thenAccepts({ type: 'ApiKeyRotated', data: { ...rotation, rotatedBy: admin, approval } });
  });

  it('whose scopes leave it no power needs none', () => {
    const key = { ...data, roles: ['admin'], scopes: ['identity.review'] };
    given(apiKey, [])
      .when({ ...issue, key, rules: FOUR_EYES })
      .thenAccepts({ type: 'ApiKeyIssued', data: key });
  });

  it('has no roles that must stay apart', () => {
    const key = { ...data, roles: ['sales', 'finance'] };
    given(apiKey, [])
      .when({ ...issue, key })
      .thenRejects('DUTIES_NOT_APART');
  });

  it('that was never issued cannot be changed', () => {
    given(apiKey, []).when(revoke).thenRejects('API_KEY_NOT_FOUND');
    given(apiKey, []).when(rotate).thenRejects('API_KEY_NOT_FOUND');
  });
});
