/**
 * Restores the newest complete snapshot under other names, counts what came back, and deletes it again, also where something went wrong and what an earlier
 * drill left behind.
 */
export const RESTORE_DRILL = String.raw`. "$SCRIPTS_DIR/elasticsearch.sh"

repository=$(encode "$REPOSITORY")
prefix=$(encode "$RESTORE_PREFIX")
deadline=$(($(now) + RESTORE_SECONDS))
short=$REQUEST_SECONDS

# Names of what the drill has restored, data streams or indices, those of data streams left out.
restored() {
  es "list what the drill restored" GET "/_resolve/index/$prefix*?expand_wildcards=all"
  awk -F '\t' -v kind="$1" '
    $1 == kind { field[$2, $3] = $4; if ($2 >= count) { count = $2 + 1 } }
    END { for (i = 0; i < count; i++) { if (field[i, "data_stream"] == "") { print field[i, "name"] } } }' "$LEAVES" |
    P=$RESTORE_PREFIX awk 'index($0, ENVIRON["P"]) == 1' >"$WORK/$1"
}

# Deletes what the drill has restored, each by its own name: wildcards may be forbidden, and could match more.
clean_up() {
  for kind in data_streams indices; do
    restored "$kind"
    while IFS= read -r name; do
      if [ "$kind" = indices ]; then at=/$(encode "$name"); else at=/_data_stream/$(encode "$name"); fi
      request "delete '$name'" DELETE "$at"
      if [ "$STATUS" != 404 ]; then
        expect_success
        expect_true acknowledged
      fi
      say "deleted '$name'"
    done <"$WORK/$kind"
  done
}

finish() {
  code=$?
  trap - EXIT
  trap '' TERM INT
  if ! (
    REQUEST_SECONDS=$short
    clean_up
  ); then
    printf 'ERROR: what the drill restored is still there\n' >&2
    if [ "$code" = 0 ]; then code=1; fi
  fi
  rm -rf "$WORK"
  exit "$code"
}

if [ -f "$SCRIPTS_DIR/drill-repository.json" ]; then
  es "register repository '$REPOSITORY' to read from" PUT "/_snapshot/$repository?verify=false" "$SCRIPTS_DIR/drill-repository.json"
  expect_true acknowledged
fi

clean_up
es "list the snapshots in '$REPOSITORY'" GET \
  "/_snapshot/$repository/*?filter_path=snapshots.snapshot,snapshots.state,snapshots.start_time_in_millis,snapshots.metadata.policy"
snapshot=$(awk -F '\t' '
  $1 == "snapshots" && $3 == "metadata" { policy[$2] = $5; next }
  $1 == "snapshots" { field[$2, $3] = $4; if ($2 >= count) { count = $2 + 1 } }
  END {
    prefix = ENVIRON["SNAPSHOT_PREFIX"] "-"
    digit = "[0-9][0-9]"
    time = "^" digit digit "[.]" digit "[.]" digit "-" digit "[.]" digit "[.]" digit "$"
    for (i = 0; i < count; i++) {
      name = field[i, "snapshot"]
      if (ENVIRON["POLICY"] != "") { own = policy[i] == ENVIRON["POLICY"] }
      else { own = index(name, prefix) == 1 && substr(name, length(prefix) + 1) ~ time }
      if (own && field[i, "state"] == "SUCCESS" && field[i, "start_time_in_millis"] + 0 > newest) {
        newest = field[i, "start_time_in_millis"] + 0
        found = name
      }
    }
    print found
  }' "$LEAVES")
[ -n "$snapshot" ] || fail "$WRONG_OUTCOME" "$WHAT: none of them is complete and of this schedule"
say "restoring snapshot '$snapshot'"

trap finish EXIT
REQUEST_SECONDS=$RESTORE_SECONDS
WHAT="restore snapshot '$snapshot'"
retries=0
while :; do
  once POST "/_snapshot/$repository/$(encode "$snapshot")/_restore?wait_for_completion=true" "$SCRIPTS_DIR/restore.json"
  # Only what was refused before it began: a second restore would find the indices of the first.
  case $CURL in
    6 | 7) ;;
    0) case $STATUS in 429 | 503) ;; *) break ;; esac ;;
    *) break ;;
  esac
  retries=$((retries + 1))
  [ "$retries" -lt 10 ] && [ "$(now)" -le "$deadline" ] || fail "$UNREACHABLE" "$WHAT: $(why)"
  pause "$POLL_SECONDS"
done
REQUEST_SECONDS=$short

if is_transient; then
  # The connection broke, the restore goes on: without replicas, it is at an end when no shard is left to come.
  say "$WHAT: $(why); waiting for its shards"
  while :; do
    es "look at the restored shards" GET "/_cluster/health/$prefix*?expand_wildcards=all"
    [ "$(value unassigned_shards)$(value initializing_shards)" != 00 ] || [ "$(value active_primary_shards)" = 0 ] || break
    if [ "$(now)" -gt "$deadline" ]; then
      missing=$(value unassigned_shards)
      [ "$missing" = 0 ] || fail "$WRONG_OUTCOME" "restore snapshot '$snapshot': $missing shards are missing"
      fail "$UNREACHABLE" "restore snapshot '$snapshot': not at its end after $RESTORE_SECONDS s"
    fi
    pause "$POLL_SECONDS"
  done
else
  [ "$CURL" = 0 ] || fail 1 "$WHAT: $(why)"
  expect_success
  total=$(value snapshot shards total)
  failed=$(value snapshot shards failed)
  if [ -z "$total" ] || [ "$total" = 0 ] || [ "$failed" != 0 ] || [ "$(value snapshot shards successful)" != "$total" ]; then
    fail "$WRONG_OUTCOME" "$WHAT: $failed of $total shards failed"
  fi
  say "restored $total shards"
fi

documents=0
counted=0
for kind in data_streams indices; do
  restored "$kind"
  while IFS= read -r name; do
    es "count the documents of '$name'" GET "/$(encode "$name")/_count"
    if [ "$(value _shards failed)" != 0 ] || [ "$(value _shards successful)" != "$(value _shards total)" ]; then
      fail "$WRONG_OUTCOME" "$WHAT: $(value _shards failed) of $(value _shards total) shards did not answer"
    fi
    say "'$name' has $(value count) documents"
    documents=$((documents + $(value count)))
    counted=$((counted + 1))
  done <"$WORK/$kind"
done
[ "$counted" -gt 0 ] || fail "$WRONG_OUTCOME" "$WHAT: nothing came back; does the pattern match anything in snapshot '$snapshot'?"
[ "$documents" -ge "$MIN_DOCUMENTS" ] || fail "$WRONG_OUTCOME" "$documents documents came back, at least $MIN_DOCUMENTS should have"
say "snapshot '$snapshot' can be restored: $documents documents in $counted indices and data streams"
`;
