package dev.runbook.engine;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code hostvars}: the variables of every host by name, evaluated for that host when they are
 * asked for.
 */
final class HostVars extends AbstractMap<String, @Nullable Object> {
  private final PlayRun play;

  HostVars(PlayRun play) {
    this.play = play;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return key instanceof String name && play.run.host(name) != null;
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    if (!(key instanceof String name)) {
      return null;
    }
    var host = play.run.host(name);
    if (host == null) {
      return null;
    }
    var scope = play.hostScope(host);
    return new VarsMap(scope, play.run.templates.on(scope, play.surroundings(play.context)));
  }

  @Override
  public Set<Entry<String, @Nullable Object>> entrySet() {
    var hosts = play.run.inventory.hosts();
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<String, @Nullable Object>> iterator() {
        return hosts.stream()
            .<Entry<String, @Nullable Object>>map(
                h -> new SimpleImmutableEntry<>(h.name(), get(h.name())))
            .iterator();
      }

      @Override
      public int size() {
        return hosts.size();
      }
    };
  }
}
