# Runs a program in a root folder of its own; to be called in a mount name space of its own.
#
# usage: sh sandbox.sh <root> <folders of this machine> <writable folders in root> <user id or nothing> <program> [argument…]
set -eu
root=$1 shared=$2 writable=$3 user=$4
shift 4

mount --bind "$root" "$root"
for folder in $shared; do mount --rbind "$folder" "$root$folder"; done
mount --bind /dev/null "$root/dev/null"
for folder in $writable; do mount --bind "$root$folder" "$root$folder"; done
mount -o remount,bind,ro "$root"

cd /
if [ -n "$user" ]; then exec chroot --userspec="$user:$user" --groups= "$root" "$@"; fi
exec chroot "$root" "$@"
