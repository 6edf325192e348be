package dev.runbook.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runbook.remote.local.Processes;
import dev.runbook.vault.VaultSecrets;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VaultCommandTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void files() throws IOException {
    Files.writeString(folder.resolve("one"), "first password\n");
    Files.writeString(folder.resolve("two"), "second password\n");
    Files.writeString(folder.resolve("text"), "hello: wörld\n");
  }

  private int run(String stdin, String... words) {
    out.reset();
    err.reset();
    return new VaultCommand(
            new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(Arrays.stream(words).map(w -> w.replace("{}", folder.toString())).toList());
  }

  private String text() throws IOException {
    return Files.readString(folder.resolve("text"));
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complaints() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void encryptsViewsRekeysAndDecryptsAFile() throws IOException {
    assertEquals(0, run("", "encrypt", "--vault-password-file", "{}/one", "{}/text"), complaints());
    assertTrue(text().startsWith("$ANSIBLE_VAULT;1.1;AES256\n"), text());
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("text"))));

    assertEquals(1, run("", "encrypt", "--vault-password-file", "{}/one", "{}/text"));
    assertTrue(complaints().contains("input is already encrypted"), complaints());

    assertEquals(0, run("", "view", "--vault-password-file", "{}/one", "{}/text"));
    assertEquals("hello: wörld\n", printed());

    assertEquals(
        0,
        run(
            "",
            "rekey",
            "--vault-password-file",
            "{}/one",
            "--new-vault-id",
            "prod@{}/two",
            "{}/text"),
        complaints());
    assertEquals("Rekey successful\n", complaints());
    assertTrue(text().startsWith("$ANSIBLE_VAULT;1.2;AES256;prod\n"), text());

    assertEquals(1, run("", "decrypt", "--vault-password-file", "{}/one", "{}/text"));
    assertTrue(
        complaints()
            .contains("Decryption failed (no vault secrets were found that could decrypt)"));
    assertEquals(0, run("", "decrypt", "--vault-id", "prod@{}/two", "{}/text"), complaints());
    assertEquals("hello: wörld\n", text());
  }

  @Test
  void worksAsAFilterAndIntoAnotherFile() throws IOException {
    assertEquals(0, run("secret", "encrypt", "--vault-password-file", "{}/one"));
    var sealed = printed();
    assertEquals(0, run(sealed, "decrypt", "--vault-password-file", "{}/one"), complaints());
    assertEquals("secret", printed());

    assertEquals(
        0, run("", "encrypt", "--vault-password-file={}/one", "--output={}/new", "{}/text"));
    assertEquals("hello: wörld\n", text());
    assertEquals(0, run("", "view", "--vault-password-file={}/one", "{}/new"));
    assertEquals("hello: wörld\n", printed());
  }

  @Test
  void writesEncryptedValuesForYaml() {
    assertEquals(
        0,
        run(
            "typed in",
            "encrypt_string",
            "--vault-password-file={}/one",
            "--stdin-name",
            "a",
            "b",
            "-n",
            "c"),
        complaints());
    var lines = printed().lines().toList();
    assertEquals("a: !vault |", lines.getFirst());
    assertEquals("          $ANSIBLE_VAULT;1.1;AES256", lines.get(1));
    assertTrue(lines.contains("c: !vault |"));
    assertEquals(
        """
        # The encrypted version of variable ("a", the string #1 from stdin).
        # The encrypted version of variable ("c", the string #2 from the command line args).
        """,
        complaints());
  }

  @Test
  void editsWithAnyEditorAndKeepsTheIdentity() throws IOException {
    Files.writeString(folder.resolve("ed"), "#!/bin/sh\necho more >> \"$2\"\n");
    assertTrue(folder.resolve("ed").toFile().setExecutable(true));
    var secrets = VaultSecrets.of("p");
    var editor = List.of(folder.resolve("ed").toString(), "-x");
    var files =
        new VaultFiles(
            folder,
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            editor);

    files.create("fresh/file", secrets, "default");
    files.edit("fresh/file", secrets);
    files.view("fresh/file", secrets);
    assertEquals("more\nmore\n", printed());
    assertTrue(complaints().contains("does not exist, creating..."), complaints());

    var before = Files.readString(folder.resolve("fresh/file"));
    var idle =
        new VaultFiles(
            folder,
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out),
            new PrintStream(err),
            List.of("true"));
    idle.edit("fresh/file", secrets);
    assertEquals(before, Files.readString(folder.resolve("fresh/file")), "unchanged, not written");
  }

  @Test
  void refusesWhatIsAmbiguousOrMissing() throws IOException {
    assertEquals(
        5, run("", "encrypt", "--vault-id", "a@{}/one", "--vault-id", "b@{}/two", "{}/text"));
    assertTrue(
        complaints()
            .contains(
                "The vault-ids a,b are available to encrypt. Specify the vault-id to encrypt with"
                    + " --encrypt-vault-id"),
        complaints());
    assertEquals(
        0,
        run(
            "",
            "encrypt",
            "--vault-id=a@{}/one",
            "--vault-id=b@{}/two",
            "--encrypt-vault-id=b",
            "{}/text"),
        complaints());
    assertTrue(text().startsWith("$ANSIBLE_VAULT;1.2;AES256;b\n"));

    assertEquals(1, run("", "view", "--vault-password-file={}/one", "{}/one"));
    assertTrue(complaints().contains("input is not vault encrypted data."), complaints());
    assertEquals(1, run("", "view", "--vault-password-file={}/one", "{}/nosuch"));
    assertTrue(complaints().contains("Unable to read source file"), complaints());
    assertEquals(
        2,
        run(
            "",
            "rekey",
            "--vault-password-file={}/one",
            "--new-vault-id=x",
            "--new-vault-password-file={}/two",
            "{}/text"));
    assertEquals(2, run("", "encript"));
    assertTrue(complaints().contains("did you mean encrypt?"), complaints());
    assertEquals(2, run(""));
    assertFalse(complaints().isEmpty());
  }

  @Test
  @Tag("real")
  void ansibleVaultReadsOurValues() throws IOException {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/ansible")), "ansible is not installed");
    assertEquals(
        0, run("", "encrypt_string", "--vault-password-file={}/one", "s3cret", "-n", "token"));
    Files.writeString(folder.resolve("vars.yml"), printed());
    var words =
        new ArrayList<>(
            List.of("ansible", "localhost", "-m", "debug", "-a", "msg={{ token }}", "-e"));
    words.add("@" + folder.resolve("vars.yml"));
    words.add("--vault-password-file=" + folder.resolve("one"));
    var reply = Processes.run(words.toArray(String[]::new));
    assertTrue(reply.stdout().contains("\"msg\": \"s3cret\""), reply.stdout() + reply.stderr());
  }
}
