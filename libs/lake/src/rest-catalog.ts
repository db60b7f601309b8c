import { connectCatalog, tablePath, type CatalogClient, type RestCatalogSettings } from './catalog-client';
import { parseTable, type LakeTable } from './table';

/** Reads tables from an Iceberg REST catalog (Iceberg's open API specification, version 1), signed with AWS SigV4. */
export interface RestCatalog {
  /**
   * @returns undefined when the namespace or the table does not exist (yet).
   * @throws PlatformError LAKE_UNREACHABLE, LAKE_REFUSED, LAKE_METADATA_BROKEN
   */
  loadTable(namespace: string, name: string): Promise<LakeTable | undefined>;
}

export function connectRestCatalog(settings: RestCatalogSettings): RestCatalog {
  const client = connectCatalog(settings);
  return { loadTable: (namespace, name) => loadTable(client, namespace, name) };
}

async function loadTable(
  client: CatalogClient,
  namespace: string,
  name: string,
): Promise<LakeTable | undefined> {
  const answer = await client.get(tablePath(namespace, name));
  return answer.status === 404 ? undefined : parseTable(namespace, name, await answer.json());
}
