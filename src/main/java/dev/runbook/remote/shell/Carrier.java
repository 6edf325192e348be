package dev.runbook.remote.shell;

import dev.runbook.remote.Unreachable;

/// What a {@link ShellRemote} needs of a connection: more shells over it, and to know whether it
/// still stands.
public interface Carrier extends AutoCloseable {

  /// Starts a plain {@code sh} as the login user that reads its commands from standard input, on a
  /// channel of its own; connects first when there is no connection.
  ///
  /// @throws Unreachable when the host cannot be reached or lets nobody in
  /// @throws NoMoreChannels when the connection stands, but has no room for another shell now
  Channel shell() throws Unreachable, NoMoreChannels;

  /// False once the connection is lost or was never made.
  boolean alive();

  /// Why the connection ended, for messages; empty while it is not known.
  String lossReason();

  /// Drops the connection; the next {@link #shell()} makes a new one.
  void reset();

  @Override
  void close();

  /// The other side refuses another channel on this connection ({@code MaxSessions}).
  final class NoMoreChannels extends Exception {
    private static final long serialVersionUID = 1;

    public NoMoreChannels(String message) {
      super(message);
    }
  }
}
