package dev.runbook.remote.shell;

/// The script that ends everything a persistent shell has started, and not the shell.
final class ProcessTree {
  private ProcessTree() {}

  /// TERM to all descendants of `pid`, two seconds later KILL to what is left and to what it
  /// started since. Reads `/proc` with nothing but the shell's own words, or asks `ps`.
  static String end(String pid) {
    return """
    rb_all() {
      if [ -r /proc/self/stat ]; then
        for rb_f in /proc/[0-9]*/stat; do
          { read -r rb_l <"$rb_f"; } 2>/dev/null || continue
          rb_i=${rb_l%%%% *}; rb_l=${rb_l##*") "}
          case $rb_l in Z*) continue ;; esac
          rb_l=${rb_l#* }; echo "$rb_i ${rb_l%%%% *}"
        done
      else
        ps -A -o pid= -o ppid= -o stat= | while read -r rb_i rb_p rb_s; do
          case $rb_s in Z*) ;; *) echo "$rb_i $rb_p" ;; esac
        done
      fi
    }
    rb_tree() {
      rb_set=" %1$s "; rb_more=1
      while [ "$rb_more" ]; do
        rb_more=
        while read -r rb_i rb_p; do
          case $rb_set in *" $rb_i "*) continue ;; esac
          case $rb_set in *" $rb_p "*) rb_set="$rb_set$rb_i "; rb_more=1 ;; esac
        done <<EOF
    $1
    EOF
      done
      echo "${rb_set#* %1$s }"
    }
    rb_first=$(rb_tree "$(rb_all)")
    [ "$rb_first" ] || exit 0
    kill -TERM $rb_first 2>/dev/null
    rb_n=0
    while [ $rb_n -lt 20 ]; do
      rb_list=$(rb_all); rb_alive=
      while read -r rb_i rb_p; do
        case " $rb_first" in *" $rb_i "*) rb_alive=1 ;; esac
      done <<EOF
    $rb_list
    EOF
      [ "$rb_alive" ] || exit 0
      rb_n=$((rb_n + 1)); sleep 0.1 2>/dev/null || { sleep 1; rb_n=$((rb_n + 9)); }
    done
    kill -KILL $rb_first $(rb_tree "$(rb_all)") 2>/dev/null
    exit 0
    """
        .formatted(pid);
  }
}
