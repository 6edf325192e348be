package dev.runbook.sandbox;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.runbook.remote.Reply;
import dev.runbook.remote.local.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Real hosts for a test class, from the sandbox:
///
/// ```java
/// @Tag("real")
/// final class AptTest {
///   @RegisterExtension static final SandboxFixture SANDBOX = SandboxFixture.shared(1);
///   ... SANDBOX.hosts().getFirst() ...
/// ```
///
/// Hosts are started with the first class that wants them, are shared by all classes of the run (so
/// a test brings back what it changes, or asks for `own` ones), and are gone at its end. A machine
/// that cannot run them skips the class and says why.
public final class SandboxFixture implements BeforeAllCallback {
  private static final ExtensionContext.Namespace STORE =
      ExtensionContext.Namespace.create(SandboxFixture.class);

  private final String kind;
  private final int count;
  private List<SandboxHost> hosts = List.of();

  private SandboxFixture(String kind, int count) {
    this.kind = kind;
    this.count = count;
  }

  /// Hosts that other test classes use, too.
  public static SandboxFixture shared(int count) {
    return new SandboxFixture("shared", count);
  }

  /// Hosts for this class alone, fresh.
  ///
  /// @param name tells them from other classes' hosts; lower-case letters
  public static SandboxFixture own(String name, int count) {
    return new SandboxFixture(name, count);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    var obstacle = Sandbox.obstacle(SandboxSpec.standard().kind());
    assumeTrue(obstacle == null, "no sandbox host can run here: " + obstacle);
    var run = context.getRoot().getStore(STORE).computeIfAbsent("run", _ -> new Run(), Run.class);
    hosts = run.hosts(kind, count);
  }

  /// The hosts, in the order of their names; log in as `deploy` (sudo without a password) or
  /// `root`.
  public List<SandboxHost> hosts() {
    return hosts;
  }

  /// Runs a command line on a host as root, over the system's ssh.
  public Reply asRoot(SandboxHost host, String command) throws IOException {
    var argv = new ArrayList<>(host.sshWords("root"));
    argv.add(command);
    return Processes.run(argv, new byte[0], Map.of(), Duration.ofMinutes(10));
  }

  /// Runs a script on a host as root and gives its output; a failure is an error of the test.
  public String root(SandboxHost host, String script) throws IOException {
    var reply = asRoot(host, script);
    if (!reply.ok()) {
      throw new IOException(
          script
              + ": status "
              + reply.rc()
              + "\n"
              + new String(reply.err(), StandardCharsets.UTF_8));
    }
    return reply.stdout().strip();
  }

  /// The machines of this test run, gone with it; those of a run that was killed go with the next
  /// one.
  private static final class Run implements AutoCloseable {
    private final Sandbox sandbox =
        Sandbox.ofThisMachine(line -> System.err.println("sandbox: " + line));
    private final String prefix = "test-" + ProcessHandle.current().pid() + "-";

    Run() {
      try {
        var dead =
            sandbox.names().stream()
                .filter(name -> name.matches("test-[0-9]+-.*"))
                .filter(name -> ProcessHandle.of(Long.parseLong(name.split("-", 3)[1])).isEmpty())
                .toList();
        sandbox.down(dead);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    synchronized List<SandboxHost> hosts(String kind, int count) throws IOException {
      var name = prefix + kind + (count == 1 ? "1" : "");
      return sandbox.hosts(SandboxSpec.of(Map.of("name", name, "count", count)));
    }

    @Override
    public void close() throws IOException {
      sandbox.down(sandbox.names().stream().filter(name -> name.startsWith(prefix)).toList());
    }
  }
}
