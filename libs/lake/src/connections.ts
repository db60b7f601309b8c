import { resolveS3Keys, type PlatformConfig } from '@clickstream/config';
import type { RestCatalogSettings } from './catalog-client';
import { connectObjectStore, type ObjectStore } from './object-store';

type LakeConfig = Pick<PlatformConfig, 'lake' | 's3'>;

/** The store of an environment's tables. @throws PlatformError SECRET_MISSING */
export async function storeOf({ s3 }: LakeConfig): Promise<ObjectStore> {
  const credentials = await resolveS3Keys(s3);
  return connectObjectStore({ region: s3.region, endpoint: s3.endpoint, credentials });
}

/** Its catalog, for those who have the credentials of its store. */
export function catalogSettings({ lake, s3 }: LakeConfig, store: ObjectStore): RestCatalogSettings {
  return {
    uri: lake.catalogUri,
    warehouse: lake.warehouse,
    region: s3.region,
    signingName: lake.signingName,
    credentials: () => store.credentials(),
  };
}
