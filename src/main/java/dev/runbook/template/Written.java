package dev.runbook.template;

import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns what an author wrote in YAML into raw values: text with something to evaluate in it becomes
 * a {@link Template}, {@code !unsafe} text does not.
 */
public final class Written {

  /** Decrypts the text of a {@code !vault} scalar. */
  @FunctionalInterface
  public interface Vault {
    String decrypt(String text, Source at);

    /** For runs without vault passwords. */
    Vault NONE =
        (text, at) -> {
          throw new ParseError(
              at,
              "Attempting to decrypt but no vault secrets found",
              "Give the password with --vault-password-file, --vault-id or --ask-vault-pass.");
        };
  }

  private final Vault vault;

  public Written(Vault vault) {
    this.vault = vault;
  }

  public @Nullable Object value(@Nullable Node node) {
    return switch (node) {
      case null -> null;
      case Node.Scalar scalar -> scalar(scalar);
      case Node.Sequence sequence -> list(sequence);
      case Node.Mapping mapping -> map(mapping);
    };
  }

  public List<@Nullable Object> list(Node.Sequence sequence) {
    var items = new ArrayList<@Nullable Object>(sequence.items().size());
    for (var item : sequence.items()) {
      items.add(value(item));
    }
    return Collections.unmodifiableList(items);
  }

  /** Keys that are not text keep their type, as in Python. */
  public Map<@Nullable Object, @Nullable Object> map(Node.Mapping mapping) {
    var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
    for (var entry : mapping.entries()) {
      map.put(entry.key().value(), value(entry.value()));
    }
    return Collections.unmodifiableMap(map);
  }

  /** A mapping of variables, which remember their places: every name must be text. */
  public Placed variables(Node.Mapping mapping) {
    var map = new Placed();
    for (var entry : mapping.entries()) {
      map.put(entry.name(), value(entry.value()), entry.key().at());
    }
    return map;
  }

  private @Nullable Object scalar(Node.Scalar scalar) {
    if (scalar.tag() != null) {
      return switch (scalar.tag()) {
        case "!unsafe" -> scalar.text();
        case "!vault", "!vault-encrypted" -> new Vaulted(scalar.text(), scalar.at(), vault);
        default ->
            throw new ParseError(
                scalar.at(),
                "could not determine a constructor for the tag '" + scalar.tag() + "'");
      };
    }
    return scalar.value() instanceof String text ? Template.of(text, scalar.at()) : scalar.value();
  }
}
