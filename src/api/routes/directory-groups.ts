/** Projection groups that accounts, products and sellers are read from, and that show what their commands change. */
export const DIRECTORY_GROUPS = ['directory'] as const;
