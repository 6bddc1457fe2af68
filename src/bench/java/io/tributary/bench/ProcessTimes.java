package io.tributary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private static final int CUTIME_FIELD = 16;

  private ProcessTimes() {}

  /** Ticks of a process and of those of its children that it has waited for. */
  private record Ticks(long own, long ended) {}

  /**
   * Seconds of processor time of a process, its children that live, and its children that ended.
   *
   * @param pid the process
   */
  static double cpuSeconds(long pid) throws IOException {
    Ticks before;
    Ticks after = ticks(pid);
    long living;
    do {
      // A child that ends in between would be counted twice, or not at all.
      before = after;
      living = living(pid);
      after = ticks(pid);
    } while (after.ended != before.ended);
    return (before.own + before.ended + living) / TICKS_A_SECOND;
  }

  private static long living(long pid) throws IOException {
    long sum = 0;
    for (ProcessHandle child :
        ProcessHandle.of(pid).map(ProcessHandle::children).orElse(Stream.empty()).toList()) {
      sum += ofChild(child.pid());
    }
    return sum;
  }

  private static long ofChild(long pid) throws IOException {
    try {
      Ticks ticks = ticks(pid);
      return ticks.own + ticks.ended;
    } catch (IOException e) {
      // Its file cannot be opened any more, or not be read though it is open: there is no telling
      // which, since the kernel's word for the latter is a plain exception.
      if (ProcessHandle.of(pid).isPresent()) {
        throw e;
      }
      // It has ended meanwhile, and its parent's ticks have grown by its own.
      return 0;
    }
  }

  private static Ticks ticks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    // The name, in parentheses, may hold blanks; fields are counted from behind it.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return new Ticks(two(fields, UTIME_FIELD), two(fields, CUTIME_FIELD));
  }

  /** Time in user mode and, in the next field, in the kernel. */
  private static long two(String[] fields, int field) {
    return Long.parseLong(fields[field - STATE_FIELD])
        + Long.parseLong(fields[field + 1 - STATE_FIELD]);
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
