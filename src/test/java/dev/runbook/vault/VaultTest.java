package dev.runbook.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.runbook.remote.local.Processes;
import dev.runbook.vault.PasswordSources.Purpose;
import dev.runbook.vault.PasswordSources.Wanted;
import dev.runbook.vault.PasswordSources.Wanted.Ask;
import dev.runbook.vault.VaultSecrets.IdMatch;
import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import dev.runbook.yaml.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

final class VaultTest {
  private static final Source AT = new Source("secret.yml", 3, 7);

  private record Vector(String name, String id, byte[] password, byte[] plain, String encrypted) {}

  private static List<Vector> vectors() throws IOException {
    String text;
    try (var in =
        Objects.requireNonNull(VaultTest.class.getResourceAsStream("/vault/vectors.yml"))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    var vectors = new ArrayList<Vector>();
    var root =
        (Node.Sequence) Objects.requireNonNull(Yaml.parse(text, "vectors.yml", (_, _) -> {}));
    for (var item : root.items()) {
      var map = (Node.Mapping) item;
      vectors.add(
          new Vector(
              text(map, "name"),
              text(map, "id"),
              Base64.getDecoder().decode(text(map, "password")),
              Base64.getDecoder().decode(text(map, "plain")),
              text(map, "encrypted")));
    }
    return vectors;
  }

  private static String text(Node.Mapping map, String key) {
    return ((Node.Scalar) Objects.requireNonNull(map.get(key))).text();
  }

  private static VaultSecrets secrets(String id, byte[] password) {
    return new VaultSecrets(List.of(new VaultSecrets.Password(id, password)), IdMatch.ANY);
  }

  @TestFactory
  Stream<DynamicTest> opensWhatAnsibleEncrypted() throws IOException {
    return vectors().stream()
        .map(v ->
            dynamicTest(
                v.name(),
                () ->
                    assertArrayEquals(
                        v.plain(), secrets(v.id(), v.password()).decryptBytes(v.encrypted(), AT))));
  }

  @TestFactory
  Stream<DynamicTest> encryptsToTheSameLettersWithTheSameSalt() throws IOException {
    return vectors().stream()
        .map(v ->
            dynamicTest(
                v.name(),
                () -> {
                  var known = Envelope.parse(v.encrypted(), AT);
                  var again = VaultCipher.encrypt(v.plain(), v.password(), known.sealed().salt());
                  assertEquals(v.encrypted(), new Envelope(v.id(), again).text());
                }));
  }

  @TestFactory
  Stream<DynamicTest> refusesEveryChangedPart() throws IOException {
    var vector = vectors().getFirst();
    var sealed = Envelope.parse(vector.encrypted(), AT).sealed();
    return Stream.of("salt", "mac", "text")
        .map(part ->
            dynamicTest(
                part,
                () -> {
                  var changed =
                      new VaultCipher.Sealed(
                          flipped(sealed.salt(), part.equals("salt")),
                          flipped(sealed.mac(), part.equals("mac")),
                          flipped(sealed.text(), part.equals("text")));
                  var text = new Envelope("default", changed).text();
                  var secrets = secrets("default", vector.password());
                  var error = assertThrows(ParseError.class, () -> secrets.decryptBytes(text, AT));
                  assertEquals(
                      "Decryption failed (no vault secrets were found that could decrypt)",
                      error.text());
                  assertEquals(AT, error.at());
                }));
  }

  private static byte[] flipped(byte[] bytes, boolean flip) {
    var copy = bytes.clone();
    if (flip) {
      copy[0] ^= 1;
    }
    return copy;
  }

  @Test
  void opensWithAnyPasswordUnlessTheIdMustMatch() {
    var sealed = VaultSecrets.seal(bytes("x"), "prod", "two", null);
    var passwords =
        List.of(
            new VaultSecrets.Password("dev", bytes("one")),
            new VaultSecrets.Password("other", bytes("two")));

    assertEquals("x", new VaultSecrets(passwords, IdMatch.ANY).decrypt(sealed, AT));
    assertThrows(
        ParseError.class, () -> new VaultSecrets(passwords, IdMatch.EXACT).decrypt(sealed, AT));
  }

  @Test
  void whatIsEncryptedAgainKeepsItsOwnId() {
    var sealed = VaultSecrets.seal(bytes("x"), "default", "two", null);
    var secrets =
        new VaultSecrets(List.of(new VaultSecrets.Password("prod", bytes("two"))), IdMatch.ANY);
    var again = secrets.open(sealed, AT).again(bytes("y"));
    assertTrue(again.startsWith("$ANSIBLE_VAULT;1.1;AES256\n"), again);
    assertEquals("y", secrets.decrypt(again, AT));
  }

  @Test
  void aSaltOfTheSettingsGivesTheSameResultEachTime() {
    var secrets = VaultSecrets.of("p");
    var salty = secrets.salted("salty");
    assertEquals(salty.encrypt(bytes("x"), null), salty.encrypt(bytes("x"), null));
    assertNotEquals(secrets.encrypt(bytes("x"), null), secrets.encrypt(bytes("x"), null));
    assertEquals("x", secrets.decrypt(salty.encrypt(bytes("x"), null), AT));
  }

  @TestFactory
  Stream<DynamicTest> saysWhatIsWrongWithDamagedText() {
    var secrets = VaultSecrets.of("x");
    return Stream.of(
            List.of("hello", "input is not vault encrypted data."),
            List.of("$ANSIBLE_VAULT;1.1", "has no version or no cipher"),
            List.of("$ANSIBLE_VAULT;1.0;AES\n3030", "AES cipher could not be found"),
            List.of(
                "$ANSIBLE_VAULT;1.1;AES256\n3z",
                "Vault format unhexlify error: Non-hexadecimal digit found"),
            List.of(
                "$ANSIBLE_VAULT;1.1;AES256\n303",
                "Vault format unhexlify error: Odd-length string"),
            List.of("$ANSIBLE_VAULT;1.1;AES256\n3030", "has no salt, no HMAC or no text"),
            List.of("$ANSIBLE_VAULT;1.1;AES256", "has no salt, no HMAC or no text"))
        .map(row ->
            dynamicTest(
                row.getFirst().replace('\n', ' '),
                () -> {
                  var error =
                      assertThrows(ParseError.class, () -> secrets.decrypt(row.getFirst(), AT));
                  assertTrue(error.text().contains(row.getLast()), error.text());
                }));
  }

  @Test
  void withoutPasswordsSaysHowToGiveOne() {
    var sealed = VaultSecrets.seal(bytes("x"), "default", "p", null);
    var error = assertThrows(ParseError.class, () -> VaultSecrets.none().decrypt(sealed, AT));
    assertEquals("Attempting to decrypt but no vault secrets found", error.text());
    assertTrue(Objects.requireNonNull(error.hint()).contains("--vault-password-file"));
  }

  @Test
  void takesPasswordsFromFilesProgramsAndPeopleInAnsiblesOrder(@TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("plain"), "  from file \n");
    program(folder.resolve("script.sh"), "#!/bin/sh\necho from script\n");
    program(folder.resolve("my-client.sh"), "#!/bin/sh\necho \"$1 $2\"\n");
    var asked = new ArrayList<String>();
    var sources =
        new PasswordSources(
            folder,
            question -> {
              asked.add(question);
              return "typed";
            },
            warning -> asked.add("warning: " + warning));

    var secrets =
        sources.load(
            new Wanted(
                List.of("a@script.sh", "b@my-client.sh", "c@prompt"),
                List.of("plain", "missing"),
                Ask.ALWAYS),
            Purpose.OPEN,
            IdMatch.ANY);

    assertEquals(List.of("a", "b", "c", "default", "default"), secrets.ids());
    assertEquals("from script", password(secrets, "a"));
    assertEquals("--vault-id b", password(secrets, "b"));
    assertEquals("typed", password(secrets, "c"));
    assertEquals("from file", password(secrets, "default"));
    assertEquals("Vault password (c): ", asked.getFirst());
    assertTrue(asked.get(1).startsWith("warning: Error getting vault password file (default)"));
    assertEquals("Vault password: ", asked.getLast());
  }

  @Test
  void aPasswordFileMayBeEncryptedWithAnEarlierPassword(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("first"), "one");
    Files.writeString(
        folder.resolve("second"), VaultSecrets.seal(bytes("two\n"), "default", "one", null));
    var sources = new PasswordSources(folder, _ -> null, _ -> {});
    var secrets =
        sources.load(
            new Wanted(List.of("x@first", "y@second"), List.of(), Ask.NEVER),
            Purpose.OPEN,
            IdMatch.ANY);
    assertEquals("two", password(secrets, "y"));
  }

  @Test
  void failsWhenNoSourceGivesAPassword(@TempDir Path folder) throws IOException {
    program(folder.resolve("broken"), "#!/bin/sh\necho no luck >&2\nexit 3\n");
    var sources = new PasswordSources(folder, _ -> null, _ -> {});
    var error =
        assertThrows(
            ParseError.class,
            () ->
                sources.load(
                    new Wanted(List.of(), List.of("broken"), Ask.NEVER),
                    Purpose.OPEN,
                    IdMatch.ANY));
    assertTrue(error.text().contains("returned non-zero (3): no luck"), error.text());
  }

  @Test
  @Tag("real")
  void realAnsibleVaultOpensOurs(@TempDir Path folder) throws IOException {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/ansible-vault")), "ansible-vault is not installed");
    Files.writeString(folder.resolve("pw"), "pässwört");
    Files.writeString(
        folder.resolve("file"), VaultSecrets.of("pässwört").encrypt(bytes("ö: 1\n"), null));
    var reply =
        Processes.run(
            "ansible-vault",
            "view",
            "--vault-password-file",
            folder.resolve("pw").toString(),
            folder.resolve("file").toString());
    assertEquals("ö: 1\n", reply.stdout(), reply.stderr());
  }

  private static String password(VaultSecrets secrets, String id) {
    return new String(secrets.password(id).password(), StandardCharsets.UTF_8);
  }

  private static void program(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
