package dev.runbook.inventory;

import dev.runbook.template.Written;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// Reads text files, encrypted ones too.
final class TextFile {
  private static final String VAULT_HEADER = "$ANSIBLE_VAULT;";
  private static final Pattern COMMENT = Pattern.compile("(?m)^[#;].*$");

  private TextFile() {}

  static String read(Path file, Written.Vault vault) {
    return plain(decoded(bytes(file), file), file, vault);
  }

  /// Like [#read], but what is not UTF-8 does no harm in lines that begin with `#` or `;`.
  static String readWithComments(Path file, Written.Vault vault) {
    var bytes = bytes(file);
    try {
      return plain(decoded(bytes, file), file, vault);
    } catch (ParseError e) {
      // In ISO 8859-1 every byte is one letter, so that the lines can be told apart.
      var lines = COMMENT.matcher(new String(bytes, StandardCharsets.ISO_8859_1)).replaceAll("");
      try {
        return decoded(lines.getBytes(StandardCharsets.ISO_8859_1), file);
      } catch (ParseError _) {
        throw e;
      }
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException _) {
      throw new ParseError(new Source(file.toString(), 0, 0), "the file does not exist");
    } catch (IOException e) {
      throw new ParseError(new Source(file.toString(), 0, 0), "cannot be read: " + e.getMessage());
    }
  }

  private static String decoded(byte[] bytes, Path file) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw new ParseError(
          new Source(file.toString(), 0, 0), "the file is not valid UTF-8", "Save it as UTF-8.");
    }
  }

  private static String plain(String text, Path file, Written.Vault vault) {
    return text.startsWith(VAULT_HEADER)
        ? vault.decrypt(text, new Source(file.toString(), 1, 1))
        : text;
  }
}
