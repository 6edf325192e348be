package dev.runbook.cli;

/** Which runbook this is. */
final class Version {
  private Version() {}

  static String text() {
    var version = Version.class.getPackage().getImplementationVersion();
    return "runbook "
        + (version == null ? "(not packaged)" : version)
        + " (Java "
        + Runtime.version()
        + ")";
  }
}
