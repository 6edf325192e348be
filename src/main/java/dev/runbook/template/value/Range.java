package dev.runbook.template.value;

import java.util.AbstractList;
import java.util.Iterator;
import java.util.RandomAccess;

/// Python's `range`: its numbers are counted, not stored.
public final class Range extends AbstractList<Object> implements RandomAccess {
  private static final int MAX_WALKED = 5_000_000;

  private final long start;
  private final long step;
  private final int size;

  private Range(long start, long step, int size) {
    this.start = start;
    this.step = step;
    this.size = size;
  }

  public static Range of(long start, long stop, long step) {
    if (step == 0) {
      throw Raised.of("range() arg 3 must not be zero");
    }
    long size = 0;
    if (step > 0 && stop > start) {
      size = (stop - start - 1) / step + 1;
    } else if (step < 0 && stop < start) {
      size = (start - stop - 1) / -step + 1;
    }
    if (size > Integer.MAX_VALUE || size < 0) {
      throw Raised.limit("range() of more than 2147483647 numbers");
    }
    return new Range(start, step, (int) size);
  }

  @Override
  public Object get(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    return start + index * step;
  }

  @Override
  public boolean contains(Object value) {
    if (!(value instanceof Long number)) {
      return super.contains(value);
    }
    var distance = number - start;
    return distance % step == 0 && distance / step >= 0 && distance / step < size;
  }

  /// Walking or copying all of a huge range would use up the machine.
  @Override
  public Iterator<Object> iterator() {
    check();
    return super.iterator();
  }

  @Override
  public Object[] toArray() {
    check();
    return super.toArray();
  }

  private void check() {
    if (size > MAX_WALKED) {
      throw Raised.limit("a range of more than " + MAX_WALKED + " numbers as a list");
    }
  }

  @Override
  public int size() {
    return size;
  }

  /// As Python prints it.
  public String printed() {
    var stop = start + size * step;
    return step == 1
        ? "range(" + start + ", " + stop + ")"
        : "range(" + start + ", " + stop + ", " + step + ")";
  }
}
