package dev.runbook.template.filters;

import dev.runbook.template.value.AnsibleType;
import dev.runbook.template.value.Args;
import dev.runbook.template.value.Arithmetic;
import dev.runbook.template.value.Csv;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Values;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// Filters of community.general on lists and texts.
final class CommunityFilters {
  private CommunityFilters() {}

  static void addTo(Table table) {
    sets(table, "lists_union", CommunityFilters::union);
    sets(table, "lists_intersect", lists -> narrowed(lists, true));
    sets(table, "lists_difference", lists -> narrowed(lists, false));
    sets(table, "lists_symmetric_difference", CommunityFilters::symmetric);
    table
        .add("random_mac", "seed=null", CommunityFilters::randomMac)
        .add("crc32", "", (x, _) -> checksum(x))
        .add("unicode_normalize", "form=NFC", CommunityFilters::normalize)
        .add("accumulate", "", CommunityFilters::accumulate)
        .add(
            "from_csv",
            "dialect=excel fieldnames=null delimiter=null skipinitialspace=null strict=null",
            CommunityFilters::fromCsv)
        .add("reveal_ansible_type", "alias=null", (x, a) -> AnsibleType.of(x, a.at(0)));
  }

  private interface Sets {
    List<@Nullable Object> of(List<List<@Nullable Object>> lists);
  }

  private static void sets(Table table, String name, Sets sets) {
    table.add(
        name,
        "*rest **named",
        (x, a) -> {
          for (var key : a.named().keySet()) {
            if (!key.equals("flatten")) {
              throw Raised.filter(name + "() got unexpected keywords arguments: " + key);
            }
          }
          var given = new ArrayList<@Nullable Object>();
          given.add(x);
          given.addAll(a.rest());
          var lists = new ArrayList<List<@Nullable Object>>();
          for (var list : Values.truth(a.named().get("flatten")) ? flat(given) : given) {
            lists.add(Values.items(list));
          }
          return lists.isEmpty()
              ? List.of()
              : lists.size() == 1 ? lists.getFirst() : sets.of(lists);
        });
  }

  /// A list of lists counts as its lists.
  private static List<@Nullable Object> flat(List<@Nullable Object> given) {
    var lists = new ArrayList<@Nullable Object>();
    for (var one : given) {
      if (!(one instanceof List<?> list)) {
        throw Raised.filter(
            "All arguments must be lists. " + Text.str(one) + " is " + Values.typeOf(one));
      }
      if (list.isEmpty()) {
        continue;
      }
      if (list.stream().allMatch(List.class::isInstance)) {
        lists.addAll(list);
      } else {
        lists.add(list);
      }
    }
    return lists;
  }

  private static List<@Nullable Object> union(List<List<@Nullable Object>> lists) {
    var all = new ArrayList<@Nullable Object>();
    lists.forEach(all::addAll);
    return SetFilters.distinct(all);
  }

  private static List<@Nullable Object> narrowed(
      List<List<@Nullable Object>> lists, boolean wanted) {
    var left = SetFilters.distinct(lists.getFirst());
    for (var other : lists.subList(1, lists.size())) {
      left = SetFilters.filtered(left, other, wanted);
    }
    return left;
  }

  private static List<@Nullable Object> symmetric(List<List<@Nullable Object>> lists) {
    var left = lists.getFirst();
    for (var other : lists.subList(1, lists.size())) {
      var common = SetFilters.filtered(left, other, true);
      left = SetFilters.filtered(union(List.of(left, other)), common, false);
    }
    return left;
  }

  /// Fills a prefix up to six bytes; the digits are those of a number of 40 bits, as Ansible draws
  /// it.
  private static Object randomMac(@Nullable Object value, Args a) {
    if (!(value instanceof String text)) {
      throw Raised.filter(
          "Invalid value type ("
              + Values.typeOf(value)
              + ") for random_mac ("
              + Text.str(value)
              + ")");
    }
    var prefix = text.toLowerCase(java.util.Locale.ROOT);
    var items = prefix.split(":", -1);
    if (items.length > 5) {
      throw Raised.filter(
          "Invalid value (" + prefix + ") for random_mac: 5 colon(:) separated items max");
    }
    var wrong = new ArrayList<String>();
    for (var item : items) {
      if (item.isEmpty()) {
        wrong.add("empty item");
      } else if (!item.matches("[a-f0-9]{2}.*")) {
        wrong.add(item + " not hexa byte");
      }
    }
    if (!wrong.isEmpty()) {
      throw Raised.filter(
          "Invalid value (" + prefix + ") for random_mac: " + String.join(",", wrong));
    }
    var low = BigInteger.ONE.shiftLeft(36);
    var high = BigInteger.ONE.shiftLeft(40);
    var number = PythonRandom.of(a.at(0)).below(high.subtract(low)).add(low);
    var digits = number.toString(16).substring(0, 2 * (6 - items.length));
    return prefix + digits.replaceAll("(..)", ":$1");
  }

  private static Object checksum(@Nullable Object value) {
    if (!(value instanceof String text)) {
      throw Raised.filter(
          "Invalid value type (" + Values.typeOf(value) + ") for crc32 (" + Text.repr(value) + ")");
    }
    var sum = new CRC32();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(sum.getValue());
  }

  private static Object normalize(@Nullable Object value, Args a) {
    if (!(value instanceof String text)) {
      throw Raised.filter(Values.typeOf(value) + " is not a valid input type");
    }
    for (var form : Normalizer.Form.values()) {
      if (form.name().equals(a.string(0))) {
        return Normalizer.normalize(text, form);
      }
    }
    throw Raised.filter(Text.repr(a.at(0)) + " is not a valid form");
  }

  private static Object accumulate(@Nullable Object value, Args a) {
    if (!(value instanceof List<?> || value instanceof String)) {
      throw Raised.filter(
          "Invalid value type ("
              + Values.typeOf(value)
              + ") for accumulate ("
              + Text.repr(value)
              + ")");
    }
    var sums = new ArrayList<@Nullable Object>();
    for (var item : Values.items(value)) {
      a.context().step();
      sums.add(sums.isEmpty() ? item : Arithmetic.add(sums.getLast(), item));
    }
    return sums;
  }

  private static Object fromCsv(@Nullable Object value, Args a) {
    var dialect = a.string(0);
    if (!List.of("excel", "excel-tab", "unix").contains(dialect)) {
      throw Raised.filter("Dialect '" + dialect + "' is not supported by your version of python.");
    }
    var byDefault = dialect.equals("excel-tab") ? "\t" : ",";
    var delimiter = a.at(2) == null ? byDefault : a.string(2);
    if (delimiter.length() != 1) {
      throw Raised.filter(
          "Unable to create custom dialect: \"delimiter\" must be a 1-character string");
    }
    var rows =
        new ArrayList<>(Csv.rows(Text.str(value), delimiter.charAt(0), Values.truth(a.at(3))));
    rows.removeIf(row -> row.equals(List.of("")));
    List<@Nullable Object> names;
    if (a.at(1) != null) {
      names = Values.items(a.at(1));
    } else if (rows.isEmpty()) {
      return rows;
    } else {
      names = new ArrayList<>(rows.removeFirst());
    }
    var maps = new ArrayList<@Nullable Object>();
    for (var row : rows) {
      var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
      for (var i = 0; i < names.size(); i++) {
        map.put(names.get(i), i < row.size() ? row.get(i) : null);
      }
      if (row.size() > names.size()) {
        map.put(null, new ArrayList<>(row.subList(names.size(), row.size())));
      }
      maps.add(map);
    }
    return maps;
  }
}
