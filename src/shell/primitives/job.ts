import { Sh } from '../sh.js';

/**
 * Functions for jobs, sent along with each use: jobs are rare, and every session pays for its prelude. Jobs that outlive the connection. A job is the files `DIR/JID` (what Ansible's async_status reads: JSON) and, while
 * it runs, `DIR/JID.*`, all 0600.
 *
 * `mw_job DIR JID LIMIT HEAD STRIP SCRIPT <input` starts SCRIPT in a session of its own with `input` as its standard
 * input and prints JID with the shell's number added and the path of the file. A supervisor waits for it, writes the
 * result (HEAD's JSON members, then rc, output and times) and, when it runs longer than LIMIT seconds, kills it. SCRIPT
 * may write a whole result to `$mw_done` and exit instead. Script and input travel in private files: words of a
 * command line can be read by everybody. setsid gives the job a process group that can be killed as a whole; where it
 * is missing only the script's own process is.
 *
 * Status 80: DIR cannot be made, 81: a file cannot be written, 82: no such job.
 */
export const jobFunctions = new Sh(`
mw_job() {
  mw_mask=$(umask) mw_limit=$3 mw_head=$4 mw_strip=$5
  mw_f=$1/$2.$$
  umask 077
  mkdir -p -- "$1" || exit 80
  mw_put "{\\"started\\": 1, \\"finished\\": 0, \\"ansible_job_id\\": \\"$2.$$\\"}" >"$mw_f" || exit 81
  mw_put "$6" >"$mw_f.sh" && cat >"$mw_f.in" || exit 81
  ( mw_supervise ) </dev/null >/dev/null 2>&1 &
  mw_put "$2.$$$mw_rs$mw_f$mw_rs"
}
mw_supervise() {
  trap '' HUP INT
  set +m
  mw_now; mw_began=$mw_now
  sleep "$mw_limit" & mw_timer=$!
  (
    mw_leader=setsid
    command -v setsid >/dev/null 2>&1 || mw_leader=
    $mw_leader sh "$mw_f.sh" "$mw_f" "$mw_mask" <"$mw_f.in" >"$mw_f.out" 2>"$mw_f.err"
    echo "$?" >"$mw_f.rc"
    kill -KILL "$mw_timer"
  ) &
  mw_runner=$!
  if wait "$mw_timer"; then
    IFS= read -r mw_pid <"$mw_f.pid"
    mw_put "{\\"msg\\": \\"Timeout exceeded\\", \\"failed\\": true, \\"child_pid\\": $mw_pid}" >"$mw_f.done"
    kill "$mw_runner"
    kill -KILL "-$mw_pid" || kill -KILL "$mw_pid"
  fi
  wait "$mw_runner"
  [ -s "$mw_f.done" ] || mw_result >"$mw_f.done"
  mv -f -- "$mw_f.done" "$mw_f"
  rm -f -- "$mw_f.sh" "$mw_f.in" "$mw_f.out" "$mw_f.err" "$mw_f.rc" "$mw_f.pid"
}
mw_now() { mw_now=$(date '+%s %Y-%m-%d %H:%M:%S.%N'); }
mw_result() {
  mw_now
  IFS= read -r mw_rc <"$mw_f.rc"
  mw_put "{$mw_head\\"rc\\": $mw_rc, \\"stdout\\": \\""
  mw_json <"$mw_f.out"
  mw_put '", "stderr": "'
  mw_json <"$mw_f.err"
  mw_put '", '
  awk -v a="$mw_began" -v b="$mw_now" '
    function micro(t) { sub(/.*[.]/, "", t); if (t !~ /^[0-9]+$/) t = 0; return substr(t "000000", 1, 6) }
    function stamp(t) { m = micro(t); sub(/^[0-9]+ /, "", t); sub(/[.].*/, "", t); return t "." m }
    BEGIN {
      d = micro(b) - micro(a); s = int(b) - int(a)
      if (d < 0) { d += 1000000; s -= 1 }
      printf "\\"start\\": \\"%s\\", \\"end\\": \\"%s\\", \\"delta\\": \\"%d:%02d:%02d.%06d\\"", stamp(a), stamp(b), s / 3600, s / 60 % 60, s % 60, d
    }'
  [ "$mw_rc" = 0 ] || mw_put ', "failed": true, "msg": "non-zero return code"'
  mw_put '}'
}
mw_json() {
  { tr -d '\\000'; echo .; } | LC_ALL=C sed 's/["\\\\]/\\\\&/g' | LC_ALL=C awk -v strip="$mw_strip" '
    function put(l, end,  t) {
      if (l ~ /[\\001-\\037]/) {
        t = match(l, /\\r+$/) ? substr(l, RSTART) : ""
        l = substr(l, 1, length(l) - length(t))
        gsub(/\\t/, "\\\\t", l); gsub(/\\r/, "\\\\r", l); gsub(/\\r/, "\\\\r", t)
        if (l ~ /[\\001-\\037]/) for (i = 1; i < 32; i++) gsub(sprintf("%c", i), sprintf("\\\\u%04x", i), l)
      } else t = ""
      if (l != "") { printf "%s%s", held, l; held = "" }
      held = held t end
    }
    NR > 1 { put(last, "\\\\n") }
    { last = $0 }
    END { put(substr(last, 1, length(last) - 1), ""); if (!strip) printf "%s", held }'
}
mw_job_read() {
  mw_put "$1$mw_rs"
  [ -e "$1" ] || exit 82
  cat -- "$1"
}
mw_job_note() {
  umask 077
  mkdir -p -- "$1" || exit 80
  cat >"$1/$2.tmp" && mv -f -- "$1/$2.tmp" "$1/$2" || exit 81
  mw_put "$1/$2"
}
`);
