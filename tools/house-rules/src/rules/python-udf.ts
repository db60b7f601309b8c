import { except, inside, matching } from '../areas';
import { bannedUses } from '../banned';
import type { Rule } from '../rule';

const jobs = except(inside('spark/'), matching(/\/bench\//));

export const pythonUdf: Rule = {
  name: 'python-udf',
  bans: 'Python UDFs and foreachBatch in Spark jobs',
  because: "takes rows out of the JVM, or its sink out of Spark's own exactly-once commit",
  instead:
    'write a Spark SQL expression, and a native Iceberg sink (only bench/ may compare with foreachBatch)',
  check: bannedUses(jobs, {
    names: [
      'pyspark.sql.functions.udf',
      'pyspark.sql.functions.pandas_udf',
      'pyspark.sql.functions.udtf',
      '.udf.register',
      '.mapInPandas',
      '.mapInArrow',
      '.applyInPandas',
      '.applyInPandasWithState',
      '.transformWithStateInPandas',
      '.foreachBatch',
    ],
  }),
  bad: [
    { 'spark/a.py': 'from pyspark.sql.functions import udf\nclean = udf(str.lower)\n' },
    {
      'spark/a.py':
        'from pyspark.sql.functions import pandas_udf\n@pandas_udf("string")\ndef clean(x): ...\n',
    },
    { 'spark/a.py': 'from pyspark.sql import functions as F\n@F.udf\ndef clean(x): ...\n' },
    { 'spark/a.py': 'out = df.mapInPandas(f, schema)\n' },
    { 'spark/a.py': 'df.writeStream.foreachBatch(write).start()\n' },
  ],
  good: [
    { 'spark/a.py': 'from pyspark.sql import functions as F\nout = df.select(F.lower("x"))\n' },
    { 'spark/platform/bench/a.py': 'df.writeStream.foreachBatch(write).start()\n' },
  ],
};
