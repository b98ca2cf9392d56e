# Runs a user's command in the user's image, under the static busybox that the init container brings:
#
#     /var/run/argo/busybox sh /var/run/argo/wrapper ROLE NAME -- COMMAND [ARGUMENT...]
#
# ROLE is main or sidecar, NAME the container's. What else there is to do (dependencies, what is kept) stands in ctr/NAME/job.
# Nothing is ever evaluated that a user wrote: the command is "$@", paths are quoted words of the job. Variables begin with
# wf__, since one that the user's environment has, too, would reach the command changed. Whoever waits for this container
# waits for ctr/NAME/ready, then reads from the pipe ctr/NAME/alive, which ends when this process does, however it dies.

umask 0 # as Argo's executor has it: what one container leaves, others may read
wf__here=${0%/*}
wf__busybox=$wf__here/busybox
wf__role=$1 wf__name=$2
shift 3
wf__mine=$wf__here/ctr/$wf__name
wf__after= wf__tries=1 wf__pause=0 wf__result= wf__logs= wf__said=/dev/termination-log
wf__child= wf__tees= wf__stop= wf__woken= wf__code=64
wf__collect() { :; }
. "$wf__mine/job"
wf__environment=$("$wf__busybox" tr '\000' '\n' < /proc/$$/environ)
for wf__word in PWD OLDPWD SHLVL; do # a shell's own, which a command without a shell would not have
  case "
$wf__environment" in *"
$wf__word="*) ;; *) export -n "$wf__word" ;; esac
done

# --- ends

wf__leave() { # CODE
  echo "$1" > "$wf__mine/exitcode.new" && "$wf__busybox" mv -f "$wf__mine/exitcode.new" "$wf__mine/exitcode"
  exit "$1"
}

wf__fail() { # MESSAGE: an error of ours, told as the container's own message
  { printf '%s' "$1" > "$wf__said"; } 2> /dev/null
  printf '%s\n' "$1" >&2
  wf__leave 64
}

# --- signals: whatever comes is handed on to all processes of the command

wf__hand_on() { # SIGNAL
  wf__woken=1
  case $1 in TERM | INT | QUIT) wf__stop=$1 ;; esac
  [ -z "$wf__child" ] || kill -s "$1" -- "-$wf__child" || kill -s "$1" "$wf__child"
} 2> /dev/null

wf__listen() {
  for wf__signal in HUP INT QUIT USR1 USR2 TERM; do
    trap "wf__hand_on $wf__signal" "$wf__signal"
  done
  trap 'wf__woken=1; jobs > /dev/null' CHLD # looking at the jobs takes the orphans of the command away
}

# --- before the command

wf__await() { # NAMES of the containers that have to end well first
  trap 'wf__leave 143' TERM
  for wf__other in "$@"; do
    until [ -e "$wf__here/ctr/$wf__other/ready" ]; do
      "$wf__busybox" usleep 50000 9>&- & wait $!
    done
    exec 7<> "$wf__here/ctr/$wf__other/alive" 6< "$wf__here/ctr/$wf__other/alive" 7>&- # never waits for the other side
    "$wf__busybox" cat <&6 > /dev/null 9>&- & wait $!
    exec 6<&-
    read -r wf__code 2> /dev/null < "$wf__here/ctr/$wf__other/exitcode" ||
      wf__fail "dependency \"$wf__other\" died without reporting exit code"
    [ "$wf__code" = 0 ] || wf__fail "dependency \"$wf__other\" exited with non-zero code: $wf__code"
  done
}

wf__find() { # PROGRAM: sets wf__program, as a search of PATH would
  case $1 in
    */*)
      [ -e "$1" ] || wf__fail "failed to find name in PATH: exec: \"$1\": stat $1: no such file or directory"
      [ ! -d "$1" ] || wf__fail "failed to find name in PATH: exec: \"$1\": is a directory"
      [ -x "$1" ] || wf__fail "failed to find name in PATH: exec: \"$1\": permission denied"
      wf__program=$1
      return
      ;;
  esac
  wf__rest=${PATH-}:
  while [ -n "$wf__rest" ]; do
    wf__folder=${wf__rest%%:*} wf__rest=${wf__rest#*:}
    wf__program=${wf__folder:-.}/$1
    if [ -f "$wf__program" ] && [ -x "$wf__program" ]; then return; fi
  done
  wf__fail "failed to find name in PATH: exec: \"$1\": executable file not found in \$PATH"
}

# --- the command

wf__keep() { # opens 4 and 5 as the command's standard output and error, copied to files where they are wanted
  exec 4>&1 5>&2
  if [ -n "$wf__result$wf__logs" ]; then
    "$wf__busybox" mkfifo "$wf__mine/out" 2> /dev/null
    "$wf__busybox" tee -a "$wf__mine/stdout" "$wf__mine/combined" < "$wf__mine/out" 9>&- & wf__tees=$!
    exec 4> "$wf__mine/out"
  fi
  if [ -n "$wf__logs" ]; then
    "$wf__busybox" mkfifo "$wf__mine/err" 2> /dev/null
    "$wf__busybox" tee -a "$wf__mine/combined" < "$wf__mine/err" >&2 4>&- 9>&- & wf__tees="$wf__tees $!"
    exec 5> "$wf__mine/err"
  fi
}

# The command runs in the foreground of a process substitution: a background job of a shell has SIGINT and SIGQUIT ignored for
# good, and its standard input taken away. It tells its process id, then its exit code, through the pipe that is 6 here.
wf__run() { # COMMAND [ARGUMENT...]
  exec 6< <(
    exec 9>&- 2> /dev/null # the shell would tell of signals in main's log
    (
      read -r wf__self wf__rest < /proc/self/stat
      echo "$wf__self"
      exec "$wf__busybox" setsid "$@" >&4 2>&5 4>&- 5>&-
    )
    echo "$?"
  )
  read -r wf__child <&6
  [ -z "$wf__stop" ] || wf__hand_on "$wf__stop"
  wf__code=
  while :; do
    wf__woken=
    read -r wf__code <&6 && break
    [ -n "$wf__woken" ] || { wf__code=137; break; }
  done
  wf__child=
  exec 6<&-
}

wf__try() { # PROGRAM [ARGUMENT...]: as often as a container set wants
  while :; do
    wf__run "$@"
    wf__tries=$((wf__tries - 1))
    if [ "$wf__code" = 0 ] || [ "$wf__tries" -le 0 ] || [ -n "$wf__stop" ]; then return; fi
    "$wf__busybox" sleep "$wf__pause" 9>&- & wait $!
  done
}

# --- what the command left

wf__parameter() { # NUMBER PATH
  [ -e "$2" ] || return 0
  "$wf__busybox" cat < "$2" > "$wf__here/outputs/parameters/$1" || wf__fail "failed to copy $2"
}

wf__artifact() { # NUMBER PATH
  [ -e "$2" ] || return 0
  wf__real=$("$wf__busybox" readlink -f "$2")
  "$wf__busybox" tar -cf "$wf__here/outputs/artifacts/$1.tar" -C "${wf__real%/*}/" "./${wf__real##*/}" ||
    wf__fail "failed to tarball the output $2"
}

# --- all of it

exec 9<> "$wf__mine/alive"
: > "$wf__mine/ready"
[ -z "$wf__after" ] || wf__await $wf__after
wf__find "$1"
shift
wf__listen
wf__keep
wf__try "$wf__program" "$@"
exec 4>&- 5>&-
for wf__tee in $wf__tees; do
  while kill -0 "$wf__tee" 2> /dev/null; do wait "$wf__tee"; done
done
wf__collect
if [ "$wf__role" = sidecar ]; then # one that has done its work is not to be started again
  until [ -n "$wf__stop" ]; do "$wf__busybox" sleep 86400 9>&- & wait $!; done
fi
wf__leave "$wf__code"
