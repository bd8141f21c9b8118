# Kills what the runner of the proofs has started when the runner itself is gone, however it went.
#
# usage: sh watchdog.sh <temporary folder>
# Standard input is a pipe that only the runner holds: '+<pid>' and '-<pid>' tell which process groups are alive,
# and its end tells that the runner is not.

# Ctrl-C reaches the whole terminal: the runner stops things in order, and this one waits for it.
trap '' INT TERM HUP

folder=$1
groups=' '
while read -r line; do
  group=${line#?}
  case $line in
    +*) groups="$groups$group " ;;
    -*) groups=$(printf '%s' "$groups" | sed "s/ $group / /") ;;
  esac
done

for group in $groups; do
  kill -s KILL -- "-$group" 2>/dev/null
done
case $folder in
  */fleetwright-proof-*) rm -rf -- "$folder" || { sleep 1; rm -rf -- "$folder"; } ;;
esac
