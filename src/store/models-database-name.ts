// SPDX-License-Identifier: MIT
// What the page must know of the worker's database: its name, to delete it.

/**
 * Gives the name of the database of model packages.
 * @param databaseName - Name of the visitor's database.
 */
export function modelsDatabaseName(databaseName: string): string {
  return `${databaseName}-models`
}
