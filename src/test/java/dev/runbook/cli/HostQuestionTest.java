package dev.runbook.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.runbook.vault.VaultSecrets;
import java.io.ByteArrayInputStream;
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

/// `runbook template` and `runbook vars` over one small project.
final class HostQuestionTest {
  @TempDir private Path dir;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void project() throws IOException {
    write("hosts", "web2\n[web]\nweb1\n[web:vars]\nhttp_port=79\n");
    write("group_vars/web.yml", "http_port: 80\nname: web\n");
    write("roles/r/defaults/main.yml", "http_port: 1\nrdef: '{{ name }}-x'\n");
    write("roles/r/tasks/main.yml", "- debug: msg=1\n");
    write("vf.yml", "http_port: '{{ base + 80 }}'\n");
    write(
        "site.yml",
        """
        - name: first
          hosts: web
          vars:
            base: 8000
            http_port: 2
          vars_files: [vf.yml]
          roles: [r]
        - name: second
          hosts: web1
          vars: {base: 9000}
        """);
    write("page.j2", "line\n{% include 'part.j2' %}\n");
    write("part.j2", "port {{ http_port }}\n");
    write("bad.j2", "line\nport {{ http_prt }}\n");
    write("password", "secret\n");
    write(
        "vault.yml",
        VaultSecrets.of("secret")
            .encrypt("sealed: deeply hidden\n".getBytes(StandardCharsets.UTF_8), null));
  }

  private void write(String name, String text) throws IOException {
    var file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String run(int status, String... words) {
    out.reset();
    err.reset();
    var o = new PrintStream(out, true, StandardCharsets.UTF_8);
    var e = new PrintStream(err, true, StandardCharsets.UTF_8);
    var rest = new ArrayList<>(List.of(words).subList(1, words.length));
    if (!rest.contains("-i") && !rest.contains("-h")) {
      // the settings of the folder that tests run in name a source that starts a machine
      rest.addAll(List.of("-i", "localhost,"));
    }
    var given = rest.stream().map(w -> w.replace("DIR", dir.toString())).toList();
    var code =
        words[0].equals("vars")
            ? new VarsCommand(o, e).run(given)
            : new TemplateCommand(
                    new ByteArrayInputStream("in {{ 1 + 1 }}".getBytes(StandardCharsets.UTF_8)),
                    o,
                    e)
                .run(given);
    assertEquals(status, code, err.toString(StandardCharsets.UTF_8));
    return told(out);
  }

  private String told(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8).replace(dir.toString(), "DIR");
  }

  @Test
  void everyLayerOfAVariableIsShownTheWinnerFirst() {
    assertEquals(
        """
        http_port: 8080
          => play vars_files                     DIR/vf.yml:1:1                     "{{ base + 80 }}"
             play vars                           DIR/site.yml:5:5                   2
             group_vars for 'web'                DIR/group_vars/web.yml:1:1         80
             inventory variables of group 'web'  DIR/hosts:5:11                     79
             role defaults of 'r'                DIR/roles/r/defaults/main.yml:1:1  1
          uses base: 8000
          => play vars  DIR/site.yml:4:5  8000
        """,
        run(
            0,
            "vars",
            "web1",
            "http_port",
            "-i",
            "DIR/hosts",
            "--playbook",
            "DIR/site.yml",
            "--play",
            "first",
            "--explain"));
  }

  @Test
  void allVariablesAreListedWithTheirOrigin() {
    assertEquals(
        "http_port: 80  # group_vars for 'web', DIR/group_vars/web.yml:1:1",
        run(0, "vars", "web1", "-i", "DIR/hosts")
            .lines()
            .filter(l -> l.startsWith("http"))
            .findFirst()
            .orElse(""));
  }

  @Test
  void severalPlaysOfOneHostAreTold() {
    run(0, "vars", "web1", "base", "-i", "DIR/hosts", "--playbook", "DIR/site.yml");
    assertEquals(
        "2 plays take web1: this is the one at DIR/site.yml:1:3; choose another with --play NAME\n",
        told(err));
  }

  @Test
  void theNearestNameIsProposed() {
    run(1, "vars", "web1", "http_prt", "-i", "DIR/hosts");
    assertEquals(
        """
        ERROR! nobody sets the variable 'http_prt'
          Did you mean 'http_port' (group_vars for 'web', DIR/group_vars/web.yml:1:1)?
        """,
        told(err));
    run(1, "vars", "wbe1", "-i", "DIR/hosts");
    assertEquals(
        "ERROR! there is no host 'wbe1' in the inventory\n  Did you mean 'web1'?\n", told(err));
  }

  @Test
  void whatWasEncryptedIsNotShown() {
    assertEquals(
        """
        text: "so ********"
          => extra vars  <extra vars>:1:3  "so {{ sealed }}"
        """,
        run(
            0,
            "vars",
            "web1",
            "text",
            "-i",
            "DIR/hosts",
            "-e",
            "@DIR/vault.yml",
            "-e",
            "{\"text\": \"so {{ sealed }}\"}",
            "--vault-password-file",
            "DIR/password"));
  }

  @Test
  void anExpressionGivesItsValue() {
    assertEquals("2\n", run(0, "template", "{{ 1 + 1 }}"));
    assertEquals("in 2\n", run(0, "template", "-"));
    assertEquals(
        "{\n    \"a\": [\n        \"z-x\"\n    ]\n}\n",
        run(
            0,
            "template",
            "{{ {'a': [rdef]} }}",
            "-i",
            "DIR/hosts",
            "--playbook",
            "DIR/site.yml",
            "-e",
            "name={{ 'z' }}",
            "--play",
            "first",
            "--explain"));
    assertEquals(
        """
        rdef: role defaults of 'r', DIR/roles/r/defaults/main.yml:2:1
        name: extra vars, <extra vars>
        """,
        told(err));
  }

  @Test
  void aFileIsRenderedForAHost() {
    assertEquals(
        "line\nport 80\n", run(0, "template", "DIR/page.j2", "-i", "DIR/hosts", "--host", "web1"));
  }

  @Test
  void errorsHaveTheirPlace() {
    run(1, "template", "DIR/bad.j2", "-i", "DIR/hosts", "--host", "web1");
    assertEquals(
        """
        ERROR! 'http_prt' is undefined
          DIR/bad.j2:2:9
          2 | port {{ http_prt }}
            |         ^
          did you mean 'http_port'?
        """,
        told(err));
    run(1, "template", "a {{ 1 | uper }}");
    assertEquals(
        """
        ERROR! No filter named 'uper'.
          1 | a {{ 1 | uper }}
            |          ^
          did you mean 'upper'?
        """,
        told(err));
    run(1, "template", "nofile");
    assertEquals(
        """
        ERROR! there is no file 'nofile'
          A text to render holds {{ }} or {% %}: runbook template '{{ nofile }}'
        """,
        told(err));
    run(2, "template");
  }
}
