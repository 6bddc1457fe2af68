# Build with the wrapper, run as a user without rights. Mount your own manifests and routes:
#   docker build -t tributary .
#   docker run --rm -v "$PWD/manifests:/tributary/manifests:ro" -v "$PWD/routes:/tributary/routes:ro" \
#     --env-file secrets.env tributary run manifests/northstar.yaml
FROM eclipse-temurin:17-jdk AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
RUN ./mvnw -B -q dependency:go-offline
COPY src src
RUN ./mvnw -B -q -Dmaven.test.skip=true package

FROM eclipse-temurin:17-jre
RUN useradd --system --create-home --uid 10001 tributary
WORKDIR /tributary
COPY --from=build /build/target/lib lib
COPY --from=build /build/target/tributary.jar tributary.jar
COPY manifests manifests
COPY routes routes
RUN mkdir logs && chown tributary logs
USER tributary
VOLUME ["/tributary/manifests", "/tributary/routes", "/tributary/logs"]
ENV TRIBUTARY_LOG=console
STOPSIGNAL SIGTERM
ENTRYPOINT ["sh", "-c", "exec java -XX:+UseParallelGC ${TRIBUTARY_JAVA_OPTS:-} -cp 'tributary.jar:lib/*' io.tributary.cli.Tributary \"$@\"", "tributary"]
CMD ["--help"]
