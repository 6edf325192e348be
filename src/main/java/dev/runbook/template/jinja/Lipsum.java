package dev.runbook.template.jinja;

import dev.runbook.template.value.Letters;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The filler text of Jinja2's `lipsum()`.
final class Lipsum {
  private static final List<String> WORDS =
      List.of(
          "a",
          "ac",
          "ad",
          "amet",
          "ante",
          "arcu",
          "at",
          "augue",
          "bibendum",
          "commodo",
          "congue",
          "cras",
          "cum",
          "dapibus",
          "diam",
          "dictum",
          "dolor",
          "donec",
          "dui",
          "egestas",
          "elit",
          "enim",
          "erat",
          "est",
          "et",
          "eu",
          "fames",
          "felis",
          "fusce",
          "gravida",
          "iaculis",
          "in",
          "ipsum",
          "justo",
          "lacus",
          "libero",
          "lorem",
          "magna",
          "mattis",
          "mauris",
          "metus",
          "mi",
          "morbi",
          "nam",
          "nec",
          "nibh",
          "nisi",
          "non",
          "nulla",
          "nunc",
          "odio",
          "orci",
          "ornare",
          "pede",
          "porta",
          "proin",
          "purus",
          "quam",
          "quis",
          "risus",
          "sapien",
          "sed",
          "sem",
          "sit",
          "tellus",
          "tempor",
          "tortor",
          "turpis",
          "ut",
          "varius",
          "vel",
          "velit",
          "vitae");

  private Lipsum() {}

  static String text(int paragraphs, boolean html, int least, int most) {
    var random = new SplittableRandom();
    var all = new ArrayList<String>();
    for (var p = 0; p < Math.min(paragraphs, 1000); p++) {
      var words = new StringBuilder();
      var count = random.nextInt(least, Math.min(most, least + 10_000));
      for (var i = 0; i < count; i++) {
        var word = WORDS.get(random.nextInt(WORDS.size()));
        words.append(i == 0 ? Letters.capitalize(word) : " " + word);
      }
      all.add(html ? "<p>" + words + ".</p>" : words + ".");
    }
    return String.join(html ? "\n" : "\n\n", all);
  }
}
