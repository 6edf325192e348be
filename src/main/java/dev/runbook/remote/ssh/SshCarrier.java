package dev.runbook.remote.ssh;

import dev.runbook.remote.Address;
import dev.runbook.remote.Unreachable;
import dev.runbook.remote.shell.Carrier;
import dev.runbook.remote.shell.Channel;
import java.io.IOException;
import net.schmizz.sshj.connection.channel.OpenFailException;
import org.jspecify.annotations.Nullable;

/// Shells that are channels of one SSH connection.
final class SshCarrier implements Carrier {
  private final SshConnections run;
  private final Address address;
  private final SshOptions options;
  private @Nullable Link link;

  SshCarrier(SshConnections run, Address address, SshOptions options) {
    this.run = run;
    this.address = address;
    this.options = options;
  }

  @Override
  public Channel shell() throws Unreachable, NoMoreChannels {
    var current = link;
    if (current == null || !current.alive()) {
      reset();
      current = new Connector(run, address, options).connect();
      run.watch(current);
      link = current;
    }
    try {
      var session = new SshSession(current.client().getConnection());
      // Whatever the login shell is, fish and csh too, it knows these two words.
      session.exec("exec sh");
      return new SshChannel(session);
    } catch (OpenFailException e) {
      throw new NoMoreChannels(String.valueOf(e.getMessage()));
    } catch (IOException | IllegalStateException e) {
      var why = current.alive() ? e.getMessage() : current.lossReason();
      throw new Unreachable("Failed to open a session on " + options.host() + ": " + why, e);
    }
  }

  @Override
  public boolean alive() {
    return link != null && link.alive();
  }

  @Override
  public String lossReason() {
    return link == null ? "" : link.lossReason();
  }

  @Override
  public void reset() {
    if (link != null) {
      run.forget(link);
      link.close();
      link = null;
    }
  }

  @Override
  public void close() {
    reset();
  }
}
