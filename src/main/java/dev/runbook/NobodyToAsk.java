package dev.runbook;

import dev.runbook.engine.Asker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** For programs that run playbooks: questions get no answer, pauses are waited for. */
final class NobodyToAsk {
  static final Asker ASKER =
      new Asker() {
        @Override
        public @Nullable String ask(String prompt, Echo echo) {
          return null;
        }

        @Override
        public void pause(Duration time, String text) throws InterruptedException {
          Thread.sleep(time);
        }
      };

  private NobodyToAsk() {}
}
