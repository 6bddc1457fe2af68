package io.tributary.serve;

import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.ValidationRules;
import io.tributary.run.RunSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps Camel up with the routes of the service, validates by the clock and looks for drift, or
 * does so when it is asked to over JMX. {@link #stop} may be called from any thread, everything
 * else from one.
 */
public final class ValidationService implements ValidationControlMXBean, AutoCloseable {

  /** In place of a report's verdict, if a validation could not even make one. */
  static final String FAILED = "FAILED";

  private static final Logger LOG = LoggerFactory.getLogger(ValidationService.class);
  private static final String NAME = "io.tributary:type=validation";
  private static final String CONTEXT = "tributary-service";
  private static final String RUN = "direct:validation";
  private static final String ALERT = "direct:alert";

  private final ValidationRules rules;
  private final RunSettings settings;
  private final Validation validation;
  private final Main main = new Main();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final OnDemand validations = new OnDemand(main, "tributary-validate-now");
  private final OnDemand driftChecks = new OnDemand(main, "tributary-drift-check-now");
  private final DriftWatch drift;

  private ValidationService(Manifest manifest, RunSettings settings, Path reports) {
    this.rules = manifest.validation();
    this.settings = settings;
    this.validation = new Validation(manifest, forValidations(settings), reports);
    this.drift = new DriftWatch(manifest, forValidations(settings));
  }

  /** The management server is the service's: a second one would find its port taken. */
  private static RunSettings forValidations(RunSettings settings) {
    return new RunSettings(
        settings.routes(),
        settings.parallel(),
        settings.rowsPerSecond(),
        false,
        settings.acceptedChanges(),
        settings.times(),
        settings.queryTimeout(),
        settings.rangeRows(),
        Map.of(),
        settings.meters());
  }

  /**
   * Starts; validations begin by the clock from now on.
   *
   * @param manifest with what is validated, and when
   * @param settings of the validations, and of the service's management server
   * @param reports where reports are written
   * @throws InvalidInputException if a route file cannot be loaded
   */
  public static ValidationService start(Manifest manifest, RunSettings settings, Path reports) {
    ValidationService service = new ValidationService(manifest, settings, reports);
    try {
      service.start();
      return service;
    } catch (RuntimeException e) {
      service.close();
      throw e;
    }
  }

  private void start() {
    String files =
        Stream.of("beans", "alert", "validation", "drift")
            .map(name -> "file:%s/%s.camel.yaml".formatted(settings.routes(), name))
            .collect(Collectors.joining(","));
    main.configure()
        .withName(CONTEXT)
        .withRoutesIncludePattern(files)
        .withJmxEnabled(true)
        .withJmxManagementNamePattern(CONTEXT)
        .withShutdownTimeout(60)
        .withUseMdcLogging(false);
    settings.camelProperties().forEach(main::addInitialProperty);
    main.bind("validation", validation);
    main.bind("drift", drift);
    main.bind(MicrometerConstants.METRICS_REGISTRY_NAME, settings.meters());
    try {
      main.start();
      addRoutes("validation", rules.schedule());
      addRoutes("drift", rules.drift());
      register(NAME, this);
      register(DriftControl.NAME, new DriftControl(drift, rules.drift(), driftChecks));
    } catch (JMException e) {
      throw new IllegalStateException("cannot register the service", e);
    } catch (Exception e) {
      throw invalid(e);
    }
    LOG.atInfo()
        .addKeyValue("event", "service-started")
        .addKeyValue("schedule", getSchedule())
        .addKeyValue("driftSchedule", rules.drift().orElse("never"))
        .log("service started");
  }

  /** What is done, and the clock that sets it going, if one does. */
  private void addRoutes(String name, Optional<String> schedule) throws Exception {
    main.getCamelContext().addRouteFromTemplate(name, name + "-run", Map.of("alert", ALERT));
    if (schedule.isPresent()) {
      String zone = rules.zone().orElseGet(ZoneId::systemDefault).getId();
      main.getCamelContext()
          .addRouteFromTemplate(
              name + "-schedule", name + "-schedule", Map.of("cron", schedule.get(), "zone", zone));
    }
  }

  private static void register(String name, Object bean) throws JMException {
    ManagementFactory.getPlatformMBeanServer().registerMBean(bean, new ObjectName(name));
  }

  /** What Camel says, from the outermost cause to the innermost. */
  private InvalidInputException invalid(Exception failure) {
    Set<String> messages = new LinkedHashSet<>();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      messages.add(String.valueOf(cause.getMessage()));
    }
    return new InvalidInputException(
        new Problem(
            ServeCode.ROUTES,
            settings.routes().toString(),
            "the service cannot start: " + String.join("; ", messages),
            "Look at validation.camel.yaml, drift.camel.yaml, alert.camel.yaml and"
                + " beans.camel.yaml there, at the schedules, and at the port of --observe."),
        failure);
  }

  /** Waits until somebody calls {@link #stop}. */
  public void awaitStop() throws InterruptedException {
    stopping.await();
  }

  /** Asks the service to end; a validation that is on ends at its batches' edges. */
  public void stop() {
    validation.stop();
    drift.turn().stop();
    stopping.countDown();
  }

  /** Whether a validation was on when the service was stopped; it goes on with the next one. */
  public boolean wasBrokenOff() {
    return validation.wasBrokenOff();
  }

  @Override
  public String getSchedule() {
    return rules.schedule().orElse("never");
  }

  @Override
  public boolean isRunning() {
    return validation.turn().isOn();
  }

  @Override
  public String getLastVerdict() {
    return validation.last().verdict();
  }

  @Override
  public String getLastEndedAt() {
    return validation.last().endedAt();
  }

  @Override
  public String getLastReport() {
    return validation.last().page();
  }

  @Override
  public boolean validateNow() {
    if (!validation.turn().isFree()) {
      return false;
    }
    validations.send(RUN);
    return true;
  }

  /** Waits for a validation that is on, then stops the routes. */
  @Override
  public void close() {
    stop();
    validations.close();
    driftChecks.close();
    main.stop();
    unregister(NAME);
    unregister(DriftControl.NAME);
  }

  private static void unregister(String bean) {
    try {
      ObjectName name = new ObjectName(bean);
      if (ManagementFactory.getPlatformMBeanServer().isRegistered(name)) {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
      }
    } catch (JMException e) {
      throw new IllegalStateException("cannot unregister " + bean, e);
    }
  }
}
