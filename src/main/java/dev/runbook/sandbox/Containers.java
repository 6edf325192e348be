package dev.runbook.sandbox;

import dev.runbook.remote.local.Processes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Machines as containers of a Docker engine, with systemd as their first process and able to run
/// an engine of their own. Never `--privileged`: the capabilities and options below are what that
/// takes.
final class Containers implements Maker {
  private static final Duration BOOT = Duration.ofSeconds(60);
  private static final Duration ENGINE = Duration.ofSeconds(10);

  /// - SYS_ADMIN: systemd mounts; NET_ADMIN: an engine's bridge and packet filter; SYS_PTRACE:
  ///   `docker exec` in there.
  /// - The folders of engines are volumes because an overlay on an overlay is refused.
  private static final List<String> OPTIONS =
      List.of(
          "--cap-add=SYS_ADMIN",
          "--cap-add=NET_ADMIN",
          "--cap-add=SYS_PTRACE",
          "--cgroupns=private",
          "--security-opt=seccomp=unconfined",
          "--security-opt=apparmor=unconfined",
          "--security-opt=systempaths=unconfined",
          "--tmpfs=/run",
          "--tmpfs=/run/lock",
          "--volume=/var/lib/docker",
          "--volume=/var/lib/containerd",
          "--volume=/var/lib/containers",
          "--label=dev.runbook.sandbox");

  private final Places places;
  private final Consumer<String> say;

  Containers(Places places, Consumer<String> say) {
    this.places = places;
    this.say = say;
  }

  /// @return null when an engine that runs Linux answers, else why not
  static @Nullable String obstacle() {
    if (!Packages.has("docker")) {
      return "there is no docker command";
    }
    try {
      var reply =
          Processes.run(
              List.of("docker", "version", "--format", "{{.Server.Os}}"),
              new byte[0],
              Map.of(),
              ENGINE);
      return reply.ok() && reply.stdout().strip().equals("linux")
          ? null
          : "the docker command reaches no engine that runs Linux";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Override
  public Machine start(String name, Path folder, SandboxSpec spec) throws IOException {
    var image = image(spec.image());
    var create = new ArrayList<>(List.of("docker", "create", "--hostname=" + name));
    create.addAll(OPTIONS);
    create.add("--publish=127.0.0.1::22");
    spec.publish().forEach(port -> create.add("--publish=127.0.0.1::" + port));
    create.add(image);
    var id = Scripts.output(create, "docker create");
    try {
      dress(id, folder);
      Scripts.output(List.of("docker", "start", id), "docker start");
      var at = connectable(id, name);
      var published = new TreeMap<Integer, Integer>();
      if (at.getPort() != 22) {
        for (var port : spec.publish()) {
          published.put(port, published(id, port).getPort());
        }
      }
      return new Machine(
          name,
          folder,
          SandboxSpec.Kind.DOCKER,
          spec.image(),
          id,
          0,
          "",
          at.getHostString(),
          at.getPort(),
          published);
    } catch (IOException e) {
      delete(id);
      throw e;
    }
  }

  /// Its own keys, before anything runs in it. `docker cp` makes root the owner.
  private void dress(String id, Path folder) throws IOException {
    var ssh = Files.createDirectories(folder.resolve("files/etc/ssh"));
    var docker = Files.createDirectories(folder.resolve("files/etc/docker"));
    Files.copy(folder.resolve("hostkey"), ssh.resolve("ssh_host_ed25519_key"));
    Files.copy(folder.resolve("hostkey.pub"), ssh.resolve("ssh_host_ed25519_key.pub"));
    Files.copy(folder.resolve("key.pub"), ssh.resolve("sandbox_authorized_keys"));
    Files.writeString(docker.resolve("daemon.json"), daemonSettings());
    Scripts.output(List.of("docker", "cp", folder.resolve("files") + "/.", id + ":/"), "docker cp");
  }

  /// For the machine's own engine: the images that we built, where there are any, and packets no
  /// longer than the network's.
  private String daemonSettings() throws IOException {
    var words = bridge().split(" ", 2);
    var mtu = words.length == 2 && words[1].matches("[0-9]+") ? words[1] : "1400";
    var images = places.cache().resolve("images");
    if (!Files.isDirectory(images.resolve("manifests")) || !Nspawn.isRootOnLinux()) {
      return "{\"mtu\": " + mtu + "}\n";
    }
    ImageMirror.ensure(images, words[0], places.state().resolve("mirror.log"));
    return "{\"registry-mirrors\": [\"http://" + words[0] + ":5000\"], \"mtu\": " + mtu + "}\n";
  }

  /// The engine's usual network: the address that containers know us by, a space, and its MTU, if
  /// set.
  private static String bridge() throws IOException {
    return Scripts.output(
        List.of(
            "docker",
            "network",
            "inspect",
            "--format",
            "{{(index .IPAM.Config 0).Gateway}} {{index .Options"
                + " \"com.docker.network.driver.mtu\"}}",
            "bridge"),
        "docker network inspect");
  }

  /// The container's own address if it can be reached from here (an engine on this Linux), else its
  /// published port.
  private static InetSocketAddress connectable(String id, String name) throws IOException {
    var address =
        Scripts.output(
            List.of("docker", "inspect", "--format", "{{.NetworkSettings.IPAddress}}", id),
            "docker inspect");
    var places = new ArrayList<InetSocketAddress>();
    if (!address.isEmpty() && System.getProperty("os.name").equals("Linux")) {
      places.add(new InetSocketAddress(address, 22));
    }
    places.add(published(id, 22));
    var at = Sshd.awaited(places, BOOT, () -> isRunning(id));
    if (at == null) {
      var log = Processes.run("docker", "logs", "--tail", "5", id);
      throw new IOException(
          "the machine "
              + name
              + " did not come up; the end of its log:\n"
              + log.stdout()
              + log.stderr());
    }
    return at;
  }

  private static InetSocketAddress published(String id, int port) throws IOException {
    var line = Scripts.output(List.of("docker", "port", id, port + "/tcp"), "docker port");
    var at = URI.create("tcp://" + line.lines().findFirst().orElse(""));
    var engine = System.getenv().getOrDefault("DOCKER_HOST", "");
    var host = engine.startsWith("tcp://") ? URI.create(engine).getHost() : at.getHost();
    return new InetSocketAddress(host, at.getPort());
  }

  /// The server image over the base image that the user named; built when it is not there.
  private String image(String base) throws IOException {
    var server = Scripts.text("server.sh");
    var tag = "runbook/sandbox:" + HexFormat.of().toHexDigits((base + server).hashCode());
    if (Processes.run("docker", "image", "inspect", tag).ok()) {
      return tag;
    }
    try (var _ = Lock.on(places.state().resolve("image.lock"))) {
      if (Processes.run("docker", "image", "inspect", tag).ok()) {
        return tag;
      }
      if (!Processes.run("docker", "image", "inspect", base).ok()
          && !Processes.run("docker", "pull", "--quiet", base).ok()) {
        imported(base);
      }
      say.accept("building an image of a Debian server over " + base + " (once) ...");
      var folder = Files.createTempDirectory("runbook-sandbox");
      try {
        Files.writeString(folder.resolve("server.sh"), server);
        Files.writeString(
            folder.resolve("Dockerfile"), Scripts.text("Dockerfile").replace("BASE", base));
        Scripts.output(
            List.of("docker", "build", "--quiet", "--tag", tag, folder.toString()), "docker build");
      } finally {
        Files.deleteIfExists(folder.resolve("server.sh"));
        Files.deleteIfExists(folder.resolve("Dockerfile"));
        Files.deleteIfExists(folder);
      }
    }
    return tag;
  }

  /// Where no registry can be reached: the image that we build from Debian's packages.
  private void imported(String base) throws IOException {
    if (!Nspawn.isRootOnLinux() || !base.startsWith("debian:")) {
      throw new IOException(
          "the engine has no image "
              + base
              + " and cannot pull it; `docker pull "
              + base
              + "` says why");
    }
    say.accept("no registry gives us " + base);
    new Nspawn(places, say).tree(base);
    var images = places.cache().resolve("images");
    var manifest =
        Files.readString(images.resolve("manifests").resolve(base.substring("debian:".length())));
    var layer = manifest.replaceFirst("(?s).*\"layers\".*\"digest\":\"([^\"]*)\".*", "$1");
    Scripts.output(
        List.of(
            "docker",
            "import",
            "--change",
            "CMD [\"bash\"]",
            images.resolve("blobs").resolve(layer).toString(),
            base),
        "docker import");
  }

  @Override
  public boolean runs(Machine machine) {
    return isRunning(machine.id());
  }

  private static boolean isRunning(String id) {
    try {
      return Processes.run("docker", "inspect", "--format", "{{.State.Running}}", id)
          .stdout()
          .strip()
          .equals("true");
    } catch (IOException _) { // no docker command any more
      return false;
    }
  }

  @Override
  public void remove(Machine machine) throws IOException {
    delete(machine.id());
    var others = Processes.run("docker", "ps", "-aq", "--filter", "label=dev.runbook.sandbox");
    if (Nspawn.isRootOnLinux() && others.ok() && others.out().length == 0) {
      ImageMirror.end(bridge().split(" ", 2)[0]);
    }
  }

  private static void delete(String id) throws IOException {
    var reply = Processes.run("docker", "rm", "--force", "--volumes", id);
    if (!reply.ok() && !reply.stderr().contains("No such container")) {
      throw new IOException("docker rm failed: " + new String(reply.err(), StandardCharsets.UTF_8));
    }
  }
}
