import type { PlatformConfig } from '@clickstream/config';
import type { Job, Prepared } from '../plan/target';
import type { ObjectStore } from '../store/object-store';
import type { Backend } from './backend';
import { EmrBackend } from './emr/emr-backend';
import { emrRequest } from './emr/request';
import { EmrServerlessBackend } from './emr-serverless/emr-serverless-backend';
import { emrServerlessRequest } from './emr-serverless/request';
import { LocalBackend } from './local/local-backend';
import { localRequest, type LocalPlace } from './local/request';

/** The place where the jobs of an environment run. @param store Holds what AWS logs. */
export function connectBackend(config: PlatformConfig, place: LocalPlace, store: ObjectStore): Backend {
  switch (config.spark.runsOn) {
    case 'local':
      return new LocalBackend(config, place);
    case 'emr':
      return new EmrBackend(config, store);
    case 'emr-serverless':
      return new EmrServerlessBackend(config, store);
  }
}

/** What that place would be asked to run. @throws PlatformError CONFIG_INVALID. */
export function requestFor(config: PlatformConfig, job: Job, place: LocalPlace): Prepared {
  switch (config.spark.runsOn) {
    case 'local':
      return localRequest(config, job, place);
    case 'emr':
      return emrRequest(config, job);
    case 'emr-serverless':
      return emrServerlessRequest(config, job);
  }
}
