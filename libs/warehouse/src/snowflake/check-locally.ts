import { blame, checkFiles, type Delivery, type Refusal } from '../duckdb/check-files';
import { firstLine, inMemory } from '../duckdb/database';

/**
 * Checks files before they are uploaded. Snowflake itself would silently leave out a column that its table lacks
 * (`MATCH_BY_COLUMN_NAME`), and its values would be lost.
 */
export function checkLocally(delivery: Delivery): Promise<Refusal | undefined> {
  return inMemory(async (database) => {
    try {
      return await checkFiles(database, delivery);
    } catch (error) {
      return blame(database, delivery, firstLine(error));
    }
  });
}

/** The refusal for an error of Snowflake: it names the first file that cannot be read to its end here either. */
export function blameLocally(delivery: Delivery, reason: string): Promise<Refusal> {
  return inMemory((database) => blame(database, delivery, reason));
}
