/**
 * The loop that a target's shell runs for as long as a session lives. It reads headers (`nonce op seq mode
 * bytes`) and never runs a line that does not begin with the nonce, so bytes of a payload can never be taken
 * for commands.
 *
 * - `f` starts a frame: script (and payload) follow. The script runs in a background subshell, one fork, which
 *   writes the end marker itself from its EXIT trap. The loop goes on reading at once: it can therefore be
 *   asked to signal the frame (`k`), to say whether it still runs (`p`), and it sees when stdin closes.
 * - `x` starts the last frame of a channel: the rest of stdin is the script's stdin. Here a beat on stdout, which
 *   fails when the channel is gone, stands for seeing stdin close.
 * - `q` leaves without touching what frames left running on purpose.
 *
 * A frame's processes are its process group where the shell has job control without a terminal (bash, mksh).
 * dash and busybox ash have not: there they are the processes of our session that are not older than the
 * frame, which also catches orphans; the session's earlier frames may leave daemons behind unharmed. The kernel
 * counts ages in hundredths of a second, so the loop itself can be of the same age: it must not be its own victim.
 * What they start between the look and the blow escapes it: the final signal is sent until none is left.
 */
export const hostLoop = String.raw`
case \${KSH_VERSION-} in
*MIRBSD*)
  _mw_raw() { print -rn -- "$1"; }
  _mw_unescape() { print -n -- "$1"; } ;;
*)
  _mw_raw() { printf %s "$1"; }
  _mw_unescape() { printf %b "$1"; } ;;
esac
_mw_mark() { _mw_raw "_RS_$_mw_n $1$_mw_nl"; }
_mw_end() {
  _mw_mark "E $_mw_q $1"
  _mw_mark "E $_mw_q $1" >&2
}
_mw_part() {
  _mw_mark "S $_mw_q $1"
  _mw_mark "S $_mw_q $1" >&2
}
_mw_traps() {
  trap '_mw_end "$?"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}
_mw_frame() {
  _mw_traps
  eval "$_mw_s"
}
_mw_piped() {
  _mw_traps
  case $_mw_m in
  *b) _mw_unescape "\${_mw_t%x*}" ;;
  *) _mw_raw "\${_mw_t%x*}" ;;
  esac 2>/dev/null | (eval "$_mw_s")
}
_mw_alive() {
  [ -n "$_mw_w" ] && kill -0 "$_mw_w" || return 1
  IFS=' ' read -r _mw_1 _mw_1 _mw_2 _mw_1 <"/proc/$_mw_w/stat" || return 0
  [ "$_mw_2" != Z ]
}
_mw_signal() {
  case $- in
  *m*) kill -"$1" -- -"$_mw_w" ;;
  *)
    _mw_scan "$1"
    for _mw_1 in 1 2 3 4 5 6 7 8 9; do
      [ "$1$_mw_pids" != "$1" ] && [ "$1" = KILL ] || break
      _mw_scan KILL
    done ;;
  esac
}
_mw_stat() {
  _mw_pid=\${1%% *}
  set -- \${1##*) }
  _mw_state=$1 _mw_sid=$4 _mw_age=\${20}
}
_mw_scan() {
  _mw_pids=
  if IFS= read -r _mw_1 <"/proc/$_mw_w/stat"; then
    _mw_stat "$_mw_1"
    _mw_born=$_mw_age
  fi
  [ -n "$_mw_born" ] && IFS= read -r _mw_1 </proc/$$/stat || return 0
  _mw_stat "$_mw_1"
  _mw_2=$_mw_sid _mw_1=$(cat /proc/[0-9]*/stat) _mw_ifs=$IFS IFS=$_mw_nl
  for _mw_1 in $_mw_1; do
    IFS=$_mw_ifs
    _mw_stat "$_mw_1"
    [ "$_mw_sid" = "$_mw_2" ] && [ "$_mw_age" -ge "$_mw_born" ] || continue
    case $_mw_state$_mw_pid in Z* | ?"$_mw_o" | ?$$) ;; *) _mw_pids="$_mw_pids $_mw_pid" ;; esac
  done
  IFS=$_mw_ifs
  [ -z "$_mw_pids" ] || kill -"$1" $_mw_pids
}
_mw_stop() {
  trap '' TERM HUP INT PIPE
  _mw_alive || exit 0
  _mw_signal TERM
  sleep 1
  _mw_signal KILL
  exit 0
}
_mw_text() {
  _mw_t=
  case $1 in
  0) while IFS= read -r _mw_l; do
      [ "$_mw_l" != "$_mw_n" ] || return 0
      _mw_t=$_mw_t$_mw_l$_mw_nl
    done
    return 1 ;;
  esac
  _mw_t=$(dd bs="$1" count=1 iflag=fullblock)
  case $_mw_t in *"$_mw_n") _mw_t=\${_mw_t%"$_mw_n"} ;; *) return 1 ;; esac
}
_mw_start() {
  [ -z "$_mw_w" ] || wait "$_mw_w"
  _mw_q=$1 _mw_m=$2 _mw_born=
  case $2 in
  n) ( _mw_frame ) </dev/null 2>&3 3>&- & ;;
  x) ( _mw_frame ) 0<&4 2>&3 3>&- 4<&- & ;;
  *) ( _mw_piped ) </dev/null 2>&3 3>&- & ;;
  esac
  _mw_w=$!
}
_mw_beat() {
  trap '' PIPE
  while sleep 1 && kill -0 $$ && _mw_mark A; do :; done
  kill -HUP $$
}
_mw_last() {
  exec 4<&0 </dev/null
  _mw_start "$1" x
  exec 4<&-
  trap _mw_stop HUP
  _mw_beat 3>&- &
  _mw_o=$!
  while _mw_alive; do wait "$_mw_w"; done
  _mw_lost
  kill "$_mw_o"
  exit 0
}
_mw_lost() {
  wait "$_mw_w"
  _mw_1=$?
  _mw_mark "E $_mw_q $_mw_1"
  _mw_mark "E $_mw_q $_mw_1" >&3
}
_mw_main() {
  _mw_mark H >&2
  exec 3>&2 2>/dev/null
  set -m
  trap '_mw_i=1' TERM INT HUP PIPE
  _mw_w= _mw_q= _mw_o=
  _mw_mark "H $_mw_d"
  while _mw_i= && IFS=' ' read -r _mw_l _mw_c _mw_a _mw_b _mw_1 _mw_2 || [ -n "$_mw_i" ]; do
    [ -z "$_mw_i" ] || continue
    [ "$_mw_l" = "$_mw_n" ] || break
    case $_mw_c in
    f|x)
      _mw_text "$_mw_1" || break
      _mw_s=$_mw_t _mw_t=
      case $_mw_b in [ld]*) _mw_text "$_mw_2" || break ;; esac
      case $_mw_c in f) _mw_start "$_mw_a" "$_mw_b" ;; *) _mw_last "$_mw_a" ;; esac ;;
    k) [ "$_mw_a" != "$_mw_q" ] || _mw_signal "$_mw_b" ;;
    p) if [ "$_mw_a" = "$_mw_q" ] && ! _mw_alive; then _mw_lost; else _mw_mark A; fi ;;
    q) exit 0 ;;
    esac
  done
  _mw_stop
}
`
  .replaceAll('\\$', '$')
  .replace('_RS_', '\x1e');
