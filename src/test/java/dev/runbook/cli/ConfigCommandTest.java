package dev.runbook.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `ansible-config` of 2.19.11 prints of a file.
final class ConfigCommandTest {
  private static final String FILE =
      """
      [defaults]
      forks = 9
      roles_path = here:/srv/there
      host_key_checking = no

      [galaxy]
      server_list = hub, other

      [galaxy_server.hub]
      url = https://hub/
      token = t

      [galaxy_server.other]
      validate_certs = no
      """;

  @TempDir private Path dir;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void file() throws IOException {
    Files.writeString(dir.resolve("my.cfg"), FILE);
  }

  private int run(String... words) {
    out.reset();
    err.reset();
    var all = new ArrayList<>(List.of(words));
    all.addAll(List.of("-c", dir.resolve("my.cfg").toString()));
    return new ConfigCommand(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(all);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8).replace(dir.toString(), "DIR");
  }

  private String complaints() {
    return err.toString(StandardCharsets.UTF_8).replace(dir.toString(), "DIR");
  }

  @Test
  void showsWhatIsNotTheDefaultAndWhereItIsSaid() {
    assertEquals(0, run("dump", "--only-changed"), complaints());
    assertEquals(
        """
        CONFIG_FILE() = DIR/my.cfg
        DEFAULT_FORKS(DIR/my.cfg) = 9
        DEFAULT_ROLES_PATH(DIR/my.cfg) = ['DIR/here', '/srv/there']
        GALAXY_SERVER_LIST(DIR/my.cfg) = ['hub', 'other']
        HOST_KEY_CHECKING(DIR/my.cfg) = False

        GALAXY_SERVERS:


        hub
        ===
        token(DIR/my.cfg) = t
        url(DIR/my.cfg) = https://hub/

        other
        =====
        validate_certs(DIR/my.cfg) = False
        """,
        printed());
  }

  @Test
  void showsEverythingThatCanBeSetOfAServer() {
    assertEquals(0, run("dump"), complaints());
    assertTrue(printed().contains("\nDEFAULT_GATHERING(default) = implicit\n"), printed());
    assertTrue(
        printed()
            .endsWith(
                """

                other
                =====
                api_version(default) = None
                auth_url(default) = None
                client_id(default) = None
                client_secret(default) = None
                password(default) = None
                timeout(default) = 60
                token(default) = None
                url(REQUIRED) = None
                username(default) = None
                validate_certs(DIR/my.cfg) = False
                """),
        printed());
  }

  @Test
  void givesTheSameToPrograms() {
    assertEquals(0, run("dump", "--only-changed", "-f", "json"), complaints());
    assertTrue(
        printed()
            .startsWith(
                """
                [
                    {
                        "name": "CONFIG_FILE",
                        "origin": "",
                        "value": "DIR/my.cfg"
                    },
                    {
                        "name": "DEFAULT_FORKS",
                        "origin": "DIR/my.cfg",
                        "value": 9
                    },
                """),
        printed());
    assertTrue(
        printed()
            .contains(
                """
                        "GALAXY_SERVERS": {
                            "hub": [
                                {
                                    "name": "url",
                                    "origin": "DIR/my.cfg",
                                    "type": null,
                                    "value": "https://hub/"
                                },
                """),
        printed());
    assertEquals(0, run("dump", "--only-changed", "-f", "yaml"), complaints());
    assertTrue(
        printed()
            .contains(
                """
                    other:
                    - name: url
                      origin: REQUIRED
                      type: null
                      value: null
                """),
        printed());
  }

  @Test
  void viewsTheFileAsItIs() {
    assertEquals(0, run("view"), complaints());
    assertEquals(FILE, printed());
  }

  @Test
  void findsNamesThatMeanNothing() throws IOException {
    assertEquals(0, run("validate"), complaints());
    assertEquals("All configurations seem valid!\n", printed());
    Files.writeString(dir.resolve("my.cfg"), "[defaults]\nfroks = 9\n");
    assertEquals(1, run("validate"));
    assertTrue(
        complaints().contains("DIR/my.cfg:2:9: unknown setting 'defaults.froks'"), complaints());
  }

  @Test
  void saysWhichFileCannotBeRead() throws IOException {
    Files.delete(dir.resolve("my.cfg"));
    assertEquals(1, run("dump"));
    assertEquals(
        "ERROR! The provided configuration file is missing or not accessible: DIR/my.cfg\n",
        complaints());
  }
}
