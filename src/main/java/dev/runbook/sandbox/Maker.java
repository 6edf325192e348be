package dev.runbook.sandbox;

import java.io.IOException;
import java.nio.file.Path;

/// One way to make machines.
sealed interface Maker permits Nspawn, Containers {

  /// Starts a machine in a folder that holds its keys (`key`, `hostkey`) and nothing else, and
  /// waits until its sshd answers.
  Machine start(String name, Path folder, SandboxSpec spec) throws IOException;

  boolean runs(Machine machine) throws IOException;

  /// Ends a machine and takes away what it has outside of its folder. Nothing happens for one that
  /// is gone already.
  void remove(Machine machine) throws IOException;
}
