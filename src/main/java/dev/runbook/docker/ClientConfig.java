package dev.runbook.docker;

import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.AuthConfigurations;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.core.SSLConfig;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// docker-java's settings, none of which come from the machine that the playbook runs on: its
/// `DOCKER_HOST` and logins are not the host's.
@SuppressWarnings("deprecation") // the interface itself names the old SSLConfig
record ClientConfig(String version) implements DockerClientConfig {

  @Override
  public URI getDockerHost() {
    return URI.create("tcp://docker:2375");
  }

  @Override
  public RemoteApiVersion getApiVersion() {
    return RemoteApiVersion.parseConfig(version);
  }

  @Override
  public @Nullable String getRegistryUsername() {
    return null;
  }

  @Override
  public @Nullable String getRegistryPassword() {
    return null;
  }

  @Override
  public @Nullable String getRegistryEmail() {
    return null;
  }

  @Override
  public @Nullable String getRegistryUrl() {
    return null;
  }

  @Override
  public @Nullable AuthConfig effectiveAuthConfig(String imageName) {
    return null;
  }

  @Override
  public AuthConfigurations getAuthConfigurations() {
    return new AuthConfigurations();
  }

  @Override
  public @Nullable SSLConfig getSSLConfig() {
    return null;
  }
}
