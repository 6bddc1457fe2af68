package io.tributary.cli;

import io.tributary.fault.Failpoint;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.RefusedException;
import io.tributary.fault.TributaryException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/** The command {@code tributary}. */
@Command(
    name = "tributary",
    description =
        "Moves many per-tenant SQL Server databases into a few multi-tenant PostgreSQL ones.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CheckCommand.class,
      PlanCommand.class,
      RunCommand.class,
      StatusCommand.class,
      DeadLettersCommand.class,
      RollbackCommand.class,
      DriftCommand.class,
      ProfileCommand.class,
      ScaffoldCommand.class,
      ValidateCommand.class,
      RepairCommand.class,
      ServeCommand.class,
      DemoCommand.class
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "  0:everything that was asked for has happened",
      "  1:a database cannot be reached, something failed on the way, a rollback left rows, or a validation could not look at everything; what was committed stays",
      "  2:the command line, manifest, routes or a schema is wrong, or a check failed; nothing was touched",
      "  3:a validation found differences, a schema has drifted, or a profile found rows that cannot be migrated",
      "  4:every partition is complete, but rows wait as dead letters",
      "  5:refused, since it would put data at risk; nothing was done",
      "130:stopped by Ctrl-C at a batch's edge, with work left",
      "143:stopped by SIGTERM at a batch's edge, with work left"
    })
public final class Tributary {

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error")
  boolean verbose;

  /** Runs a command and exits with its status. */
  public static void main(String[] args) {
    System.exit(execute(args));
  }

  /** Runs a command; returns its exit status. */
  static int execute(String... args) {
    return commandLine().execute(args);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Tributary())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(Tributary::start)
        .setExecutionExceptionHandler(new ErrorPrinter());
  }

  /** Runs the command, unless a test's failpoint is set in a way that would never stop it. */
  private static int start(ParseResult parsed) {
    try {
      Failpoint.announce();
    } catch (TributaryException e) {
      throw new ExecutionException(parsed.commandSpec().commandLine(), e.getMessage(), e);
    }
    return new RunLast().execute(parsed);
  }

  /** Prints what is wrong, without a stack trace unless it was asked for or nobody foresaw it. */
  private static final class ErrorPrinter implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(
        Exception failure, CommandLine commandLine, ParseResult parsed) {
      PrintWriter err = commandLine.getErr();
      StackTraces traces = StackTraces.of(commandLine.getCommandSpec());
      if (failure instanceof TributaryException known) {
        known.problems().forEach(err::println);
        traces.print(failure);
      } else {
        err.println("tributary: an error that nobody foresaw: " + failure);
        traces.always(failure);
      }
      err.flush();
      return exitCode(failure).status;
    }

    private ExitCode exitCode(Exception failure) {
      if (failure instanceof InvalidInputException) {
        return ExitCode.BAD_INPUT;
      }
      return failure instanceof RefusedException ? ExitCode.REFUSED : ExitCode.FAILED;
    }
  }
}
