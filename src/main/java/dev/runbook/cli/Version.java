package dev.runbook.cli;

import dev.runbook.Runbook;

/** Which runbook this is. */
final class Version {
  /** The release of Ansible whose behaviour counts; scripts compare it. */
  static final String ANSIBLE = "2.19.11";

  private Version() {}

  static String text() {
    var version = Version.class.getPackage().getImplementationVersion();
    return "runbook "
        + (version == null ? "(not packaged)" : version)
        + " (Java "
        + Runtime.version()
        + ")";
  }

  /** What {@code ansible --version} and {@code -vv} print; the first line is read by scripts. */
  static String text(Program program, Runbook runbook) {
    if (program == Program.RUNBOOK) {
      return text();
    }
    var file = runbook.config().file();
    return """
    %s [core %s]
      config file = %s
      ansible collection location = %s
      executable location = %s
      runbook version = %s\
    """
        .formatted(
            program,
            ANSIBLE,
            file == null ? "None" : file,
            String.join(":", runbook.config().list("COLLECTIONS_PATHS")),
            ProcessHandle.current().info().command().orElse("java"),
            text());
  }
}
