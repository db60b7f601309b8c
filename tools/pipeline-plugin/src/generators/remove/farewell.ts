import { namesOf } from '@clickstream/pipeline';
import { TABLES } from '../pipeline/summary';

/** What is left of a removed pipeline, and how somebody who means it deletes that. Nothing of this is run. */
export function farewell(name: string): string {
  const { snake } = namesOf(name);
  return [
    `The code of pipeline ${name} is gone; its data stays. Stop its job and its producers before you commit.`,
    'To delete the data as well, which nothing brings back, in each environment:',
    '',
    '  infrastructure, from a commit that still has the pipeline',
    `    npx nx run infra:destroy --pipeline ${name} --env <environment>`,
    '  topic',
    `    kafka-topics.sh --bootstrap-server <brokers> --delete --topic ${name}`,
    '  tables, in Spark SQL',
    ...TABLES.map((table) => `    DROP TABLE lake.<namespace>.${table}_${snake} PURGE;`),
    '  checkpoints',
    `    aws s3 rm --recursive s3://<checkpoints>/spark/job=${name}/`,
    '  warehouse',
    `    DROP SCHEMA ${snake} CASCADE;`,
    '',
  ].join('\n');
}
