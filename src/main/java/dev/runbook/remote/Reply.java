package dev.runbook.remote;

/**
 * What a script left behind.
 *
 * @param rc exit status; 128 + signal when a signal ended it
 * @param out standard output, byte for byte
 * @param err standard error, byte for byte
 * @param timedOut true when the command's timeout ended it
 */
public record Reply(int rc, byte[] out, byte[] err, boolean timedOut) {

  public boolean ok() {
    return rc == 0;
  }

  /** Standard output as UTF-8, bad bytes replaced. */
  public String stdout() {
    return new String(out, java.nio.charset.StandardCharsets.UTF_8);
  }

  /** Standard error as UTF-8, bad bytes replaced. */
  public String stderr() {
    return new String(err, java.nio.charset.StandardCharsets.UTF_8);
  }
}
