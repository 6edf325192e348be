package dev.runbook.remote.ssh;

import dev.runbook.remote.Address;
import dev.runbook.remote.Remote;
import dev.runbook.remote.Unreachable;
import dev.runbook.remote.shell.ShellRemote;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import net.schmizz.sshj.common.SecurityUtils;
import org.jspecify.annotations.Nullable;

/// The SSH connections of one run: what they share, and their end.
public final class SshConnections implements AutoCloseable {
  private final SshSettings settings;
  private final Semaphore handshakes;
  private final HostKeys hostKeys;
  private final Map<List<Path>, KnownHosts> known = new ConcurrentHashMap<>();
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final Map<Address, Hop> jumps = new ConcurrentHashMap<>();
  private final Thread clock;

  public SshConnections(SshSettings settings) {
    // The JDK's AES-GCM is several times faster than Bouncy Castle's.
    SecurityUtils.setRegisterBouncyCastle(false);
    JdkEcdsa.register();
    this.settings = settings;
    this.handshakes = new Semaphore(settings.handshakes());
    this.hostKeys = new HostKeys(settings, known::clear);
    this.clock = Thread.ofVirtual().name("ssh keep-alive").start(this::tick);
  }

  /// A host that is connected to when it is first used. Ansible allows a become method as long as a
  /// connection, and two seconds more.
  public Remote remote(Address address) {
    var options = SshOptions.of(address, settings);
    return new ShellRemote(
        new SshCarrier(this, address, options), options.timeout().plusSeconds(2));
  }

  SshSettings settings() {
    return settings;
  }

  /// The connection to a host on the way to others: one for all of them.
  Link jump(Address address) throws Unreachable {
    var hop = jumps.computeIfAbsent(address, _ -> new Hop());
    hop.lock.lock();
    try {
      if (hop.link == null || !hop.link.alive()) {
        if (hop.link != null) {
          forget(hop.link);
        }
        hop.link = new Connector(this, address, SshOptions.of(address, settings)).connect();
        watch(hop.link);
      }
      return hop.link;
    } finally {
      hop.lock.unlock();
    }
  }

  private static final class Hop {
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Link link;
  }

  Semaphore handshakes() {
    return handshakes;
  }

  HostKeys hostKeys() {
    return hostKeys;
  }

  KnownHosts knownHosts(List<Path> files) {
    return known.computeIfAbsent(files, KnownHosts::read);
  }

  void watch(Link link) {
    links.add(link);
  }

  void forget(Link link) {
    links.remove(link);
  }

  private void tick() {
    try {
      while (true) {
        Thread.sleep(settings.keepAlive());
        links.forEach(Link::tick);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /// Ends every connection that is still open.
  @Override
  public void close() {
    clock.interrupt();
    for (var link : links) {
      link.close();
    }
    links.clear();
  }
}
