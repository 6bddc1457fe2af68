package io.tributary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Processor time and memory of processes, as Linux tells them in {@code /proc}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
final class ProcessTimes {

  /** {@code sysconf(_SC_CLK_TCK)} on every Linux that Java runs on. */
  private static final double TICKS_A_SECOND = 100;

  private static final int STATE_FIELD = 3;
  private static final int UTIME_FIELD = 14;
  private static final int CSTIME_FIELD = 17;

  private ProcessTimes() {}

  /**
   * Seconds of processor time of a process, its children that live, and its children that ended.
   *
   * @param pid the process
   */
  static double cpuSeconds(long pid) throws IOException {
    double seconds = ownAndEnded(Path.of("/proc", Long.toString(pid)));
    List<ProcessHandle> children =
        ProcessHandle.of(pid).map(ProcessHandle::children).orElse(Stream.empty()).toList();
    for (ProcessHandle child : children) {
      Path path = Path.of("/proc", Long.toString(child.pid()));
      if (Files.exists(path)) {
        seconds += ownAndEnded(path);
      }
    }
    return seconds;
  }

  private static double ownAndEnded(Path process) throws IOException {
    String stat = Files.readString(process.resolve("stat"));
    // The name, in parentheses, may hold blanks; fields are counted from behind it.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    double ticks = 0;
    for (int field = UTIME_FIELD; field <= CSTIME_FIELD; field++) {
      ticks += Long.parseLong(fields[field - STATE_FIELD]);
    }
    return ticks / TICKS_A_SECOND;
  }

  /** The most memory that this process has had resident since the last call, in MiB. */
  static long takePeakRssMiB() throws IOException {
    long peak = 0;
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        peak = Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    return peak;
  }
}
