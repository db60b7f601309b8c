# Spark as on EMR release emr-spark-8.1.0: Spark 4.1.1, Python 3.11, Java 17, Scala 2.13, and the jars that our jobs add.
# The jobs themselves come as bundles. Built by `npx nx image spark-runtime`.

# Pin the bases to bytes, as `@sha256:...`; a build that is pushed fills them in.
ARG MAVEN_DIGEST=
ARG PYTHON_DIGEST=

FROM maven:3.9.11-eclipse-temurin-17${MAVEN_DIGEST} AS jars
WORKDIR /jars
COPY tools/jars/spark/pom.xml tools/jars/spark/SHA256SUMS ./
RUN mvn --batch-mode --strict-checksums --no-transfer-progress dependency:copy-dependencies \
  -DoutputDirectory=/jars/lib -DincludeScope=runtime
WORKDIR /jars/lib
RUN sha256sum --check --strict --quiet ../SHA256SUMS

FROM python:3.11.14-slim-bookworm${PYTHON_DIGEST} AS python
WORKDIR /opt/spark
COPY spark/runtime.txt ./
RUN python3 -m venv venv \
  && venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement runtime.txt

FROM python:3.11.14-slim-bookworm${PYTHON_DIGEST}
# Debian removes a package version when it publishes the next: a pinned one would stop building.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends openjdk-17-jre-headless procps \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 1000 --create-home spark
WORKDIR /opt/spark
COPY --from=python /opt/spark/venv venv
COPY --from=jars /jars/lib lib
# The jars beside Spark's own, for driver and executors.
ENV SPARK_DIST_CLASSPATH=/opt/spark/lib/*
ENV PYSPARK_PYTHON=/opt/spark/venv/bin/python3 PATH=/opt/spark/venv/bin:$PATH
USER 1000:1000
# The page of a running driver.
EXPOSE 4040
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 \
  CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:4040/api/v1/applications')"]
ENTRYPOINT ["spark-submit"]
CMD ["--version"]
