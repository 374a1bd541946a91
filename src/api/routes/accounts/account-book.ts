import { findAccount } from '../../../projections/directory/queries/accounts.ts';
import type { AccountRow, DirectoryTables } from '../../../projections/directory/queries/rows.ts';
import { foundOr404 } from '../../refusal.ts';
import type { TenantRead, TenantReader } from '../../tenant-read.ts';

/** The row whose contacts, addresses or registrations are asked for. */
export async function accountRow(read: TenantReader, id: string): Promise<AccountRow> {
  const row = await read(({ db }: TenantRead<DirectoryTables>) => findAccount(db, id));
  return foundOr404(row, `account ${id}`);
}
