import type { Rule } from '../rule';
import { cdktfImport } from './cdktf-import';
import { deadFile } from './dead-file';
import { failOnDataLoss } from './fail-on-data-loss';
import { fixedSleep } from './fixed-sleep';
import { icebergSkip } from './iceberg-skip';
import { leftover } from './leftover';
import { longFunction } from './long-function';
import { machinePath } from './machine-path';
import { pythonUdf } from './python-udf';
import { randomIdentity } from './random-identity';
import { registryAddress } from './registry-address';
import { skippedTest } from './skipped-test';
import { swallowedError } from './swallowed-error';
import { wallClock } from './wall-clock';

export const rules: readonly Rule[] = [
  wallClock,
  randomIdentity,
  pythonUdf,
  icebergSkip,
  failOnDataLoss,
  swallowedError,
  cdktfImport,
  fixedSleep,
  skippedTest,
  deadFile,
  longFunction,
  leftover,
  machinePath,
  registryAddress,
];
