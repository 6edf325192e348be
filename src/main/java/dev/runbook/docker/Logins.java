package dev.runbook.docker;

import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.AuthConfigurations;
import dev.runbook.json.Json;
import dev.runbook.json.JsonError;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Target;
import dev.runbook.remote.Unreachable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The registries that the host's user has logged in to: `~/.docker/config.json` on the host, and
/// the helpers that it names.
final class Logins {
  private static final String HUB = "https://index.docker.io/v1/";
  private static final String FOLDER = "\"${DOCKER_CONFIG:-$HOME/.docker}\"";

  private final Target target;
  private final Map<?, ?> config;

  private Logins(Target target, Map<?, ?> config) {
    this.target = target;
    this.config = config;
  }

  static Logins read(Target target) throws ModuleFailure, Unreachable {
    var reply = target.ask("cat " + FOLDER + "/config.json 2>/dev/null");
    try {
      return new Logins(
          target, Json.parse(reply.stdout()) instanceof Map<?, ?> map ? map : Map.of());
    } catch (JsonError _) {
      // Neither is a missing file an error, nor to Docker one that it cannot read.
      return new Logins(target, Map.of());
    }
  }

  /// What the engine is to show a registry, or null for nothing.
  @Nullable AuthConfig of(String registry) throws ModuleFailure, Unreachable {
    var key = registry.equals("docker.io") ? HUB : registry;
    var helper = inner(config, "credHelpers").get(registry);
    if (helper == null) {
      helper = config.get("credsStore");
    }
    if (helper instanceof String name) {
      var login = helped(name, key);
      if (login != null) {
        return login;
      }
    }
    for (var entry : inner(config, "auths").entrySet()) {
      if (host(String.valueOf(entry.getKey())).equals(host(key))
          && entry.getValue() instanceof Map<?, ?> login) {
        return stored(login, String.valueOf(entry.getKey()));
      }
    }
    return null;
  }

  /// All of them, for a build may pull from any registry.
  AuthConfigurations all() throws ModuleFailure, Unreachable {
    var all = new AuthConfigurations();
    for (var entry : inner(config, "auths").entrySet()) {
      if (entry.getValue() instanceof Map<?, ?> login) {
        var stored = stored(login, String.valueOf(entry.getKey()));
        if (stored != null) {
          all.addConfig(stored);
        }
      }
    }
    for (var registry : inner(config, "credHelpers").keySet()) {
      var helped = of(String.valueOf(registry));
      if (helped != null) {
        all.addConfig(helped);
      }
    }
    return all;
  }

  private static @Nullable AuthConfig stored(Map<?, ?> login, String address) {
    var config = new AuthConfig().withRegistryAddress(address);
    if (login.get("identitytoken") instanceof String token && !token.isEmpty()) {
      config.withIdentityToken(token);
    }
    if (login.get("auth") instanceof String auth && !auth.isEmpty()) {
      var both =
          new String(Base64.getMimeDecoder().decode(auth), StandardCharsets.UTF_8).split(":", 2);
      config.withUsername(both[0]).withPassword(both.length > 1 ? both[1] : "");
    } else if (login.get("username") instanceof String user) {
      config.withUsername(user).withPassword(String.valueOf(login.get("password")));
    } else {
      return config.getIdentitytoken() == null ? null : config;
    }
    return config;
  }

  private @Nullable AuthConfig helped(String helper, String key) throws ModuleFailure, Unreachable {
    var reply =
        target.ask(
            "PATH=$PATH:/usr/local/bin:/usr/bin; printf %s "
                + Quote.sh(key)
                + " | "
                + Quote.sh("docker-credential-" + helper)
                + " get");
    try {
      if (reply.ok() && Json.parse(reply.stdout()) instanceof Map<?, ?> answer) {
        var user = String.valueOf(answer.get("Username"));
        var secret = String.valueOf(answer.get("Secret"));
        var config = new AuthConfig().withRegistryAddress(key);
        // A helper says in place of a name that what follows is a token.
        return user.equals("<token>")
            ? config.withIdentityToken(secret)
            : config.withUsername(user).withPassword(secret);
      }
    } catch (JsonError _) {
      // It has nothing for this registry.
    }
    return null;
  }

  private static Map<?, ?> inner(Map<?, ?> map, String key) {
    return map.get(key) instanceof Map<?, ?> inner ? inner : Map.of();
  }

  private static String host(String address) {
    var plain = address.replaceFirst("^https?://", "");
    return plain.equals("index.docker.io/v1/") ? plain : plain.replaceFirst("/.*", "");
  }
}
