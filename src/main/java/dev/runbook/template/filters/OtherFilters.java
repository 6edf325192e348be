package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.LooseVersion;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Tuple;
import dev.runbook.template.value.Values;
import dev.runbook.vault.VaultSecrets;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `vault`, `unvault`, and filters of community.general that playbooks use.
final class OtherFilters {
  private OtherFilters() {}

  static void addTo(Table table) {
    table
        .add("json_query", "expr", (x, a) -> JmesPath.search(a.text(0), a.context().finished(x)))
        .add("counter", "", (x, _) -> counts(x))
        .add("version_sort", "reverse=false", OtherFilters::versions)
        .add(
            "vault",
            "secret salt=null vault_id=filter_default wrap_object=false vaultid=null",
            OtherFilters::encrypt)
        .add("unvault", "secret vault_id=filter_default vaultid=null", OtherFilters::decrypt);
  }

  private static Object counts(@Nullable Object value) {
    if (value instanceof Map || !(value instanceof List<?> || value instanceof String)) {
      throw Raised.filter(
          "Argument for community.general.counter must be a sequence (string or list). "
              + Text.str(value)
              + " is "
              + Values.typeOf(value));
    }
    var counts = new LinkedHashMap<@Nullable Object, @Nullable Object>();
    for (var item : Values.items(value)) {
      if (item instanceof Map || (item instanceof List && !(item instanceof Tuple))) {
        throw Raised.filter(
            "community.general.counter needs a sequence with hashable elements (int, float or str)"
                + " - unhashable type: '"
                + Values.typeName(item)
                + "'");
      }
      counts.merge(item, 1L, (old, one) -> (Long) old + (Long) one);
    }
    return counts;
  }

  private static Object versions(@Nullable Object value, Args a) {
    var sorted = new ArrayList<>(Values.items(value));
    var sign = a.truth(0) ? -1 : 1;
    sorted.sort((x, y) -> sign * LooseVersion.compare(Text.str(x), Text.str(y)));
    return sorted;
  }

  private static Object encrypt(@Nullable Object value, Args a) {
    if (!(a.at(0) instanceof String secret)) {
      throw Raised.filter(
          "Secret passed is required to be a string, instead we got: " + Values.typeName(a.at(0)));
    }
    if (secret.isEmpty()) {
      throw Raised.filter("the secret to encrypt with is empty");
    }
    var salt = a.at(1) == null ? null : Text.str(a.at(1)).getBytes(StandardCharsets.UTF_8);
    var plain = Text.str(value).getBytes(StandardCharsets.UTF_8);
    return VaultSecrets.seal(plain, a.string(2), secret, salt);
  }

  private static @Nullable Object decrypt(@Nullable Object value, Args a) {
    if (!(a.at(0) instanceof String secret)) {
      throw Raised.filter(
          "Secret passed is required to be as string, instead we got: " + Values.typeName(a.at(0)));
    }
    if (!(value instanceof String text)) {
      throw Raised.filter(
          "Vault should be in the form of a string, instead we got: " + Values.typeName(value));
    }
    if (!VaultSecrets.isEncrypted(text)) {
      return text;
    }
    if (secret.isEmpty()) {
      throw Raised.filter("Unable to decrypt: the secret is empty");
    }
    try {
      return VaultSecrets.of(secret).decrypt(text, Source.NONE);
    } catch (ParseError e) {
      throw Raised.filter("Unable to decrypt: " + e.text());
    }
  }
}
