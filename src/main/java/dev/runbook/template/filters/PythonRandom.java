package dev.runbook.template.filters;

import dev.runbook.template.value.Arithmetic;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Values;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Python's `random.Random(seed)`: the Mersenne Twister, so that a seed draws the same numbers that
/// Ansible draws. Without a seed the numbers are the system's.
public final class PythonRandom {
  private static final int N = 624;
  private static final int M = 397;

  private final int[] state = new int[N];
  private int next = N;
  private final @Nullable Random system;

  private PythonRandom(@Nullable Random system) {
    this.system = system;
  }

  /// A generator; a null seed makes it unpredictable.
  public static PythonRandom of(@Nullable Object seed) {
    if (seed == null) {
      return new PythonRandom(new SecureRandom());
    }
    var random = new PythonRandom(null);
    random.seed(number(seed));
    return random;
  }

  private static BigInteger number(Object seed) {
    if (Values.isWhole(seed)) {
      return Arithmetic.big(seed).abs();
    }
    if (!(seed instanceof String text)) {
      throw Raised.filter(
          "The only supported seed types are: None, int, float, str, bytes, and bytearray, not "
              + Text.repr(seed));
    }
    try {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      var hash = MessageDigest.getInstance("SHA-512").digest(bytes);
      var all = new byte[bytes.length + hash.length];
      System.arraycopy(bytes, 0, all, 0, bytes.length);
      System.arraycopy(hash, 0, all, bytes.length, hash.length);
      return new BigInteger(1, all);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void seed(BigInteger seed) {
    var words = Math.max(1, (seed.bitLength() + 31) / 32);
    var key = new int[words];
    for (var i = 0; i < words; i++) {
      key[i] = seed.shiftRight(32 * i).intValue();
    }
    state[0] = 19_650_218;
    for (var j = 1; j < N; j++) {
      state[j] = 1_812_433_253 * (state[j - 1] ^ (state[j - 1] >>> 30)) + j;
    }
    var i = 1;
    var j = 0;
    for (var k = Math.max(N, words); k > 0; k--) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1_664_525)) + key[j] + j;
      j = (j + 1) % words;
      if (++i >= N) {
        state[0] = state[N - 1];
        i = 1;
      }
    }
    for (var k = N - 1; k > 0; k--) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1_566_083_941)) - i;
      if (++i >= N) {
        state[0] = state[N - 1];
        i = 1;
      }
    }
    state[0] = 0x80000000;
  }

  private int word() {
    if (system != null) {
      return system.nextInt();
    }
    if (next >= N) {
      for (var k = 0; k < N; k++) {
        var y = (state[k] & 0x80000000) | (state[(k + 1) % N] & 0x7fffffff);
        state[k] = state[(k + M) % N] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
      }
      next = 0;
    }
    var y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  private BigInteger bits(int count) {
    var number = BigInteger.ZERO;
    for (int done = 0; done < count; done += 32) {
      var want = Math.min(32, count - done);
      var word = Integer.toUnsignedLong(word()) >>> (32 - want);
      number = number.or(BigInteger.valueOf(word).shiftLeft(done));
    }
    return number;
  }

  /// A number from 0 up to below the limit.
  public BigInteger below(BigInteger limit) {
    if (limit.signum() <= 0) {
      throw Raised.filter("empty range for randrange()");
    }
    var size = limit.bitLength();
    var number = bits(size);
    while (number.compareTo(limit) >= 0) {
      number = bits(size);
    }
    return number;
  }

  public int below(int limit) {
    return below(BigInteger.valueOf(limit)).intValue();
  }
}
