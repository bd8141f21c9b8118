/**
 * Deletes the snapshots that are older than the retention, however many runs were missed. Stay: those of others, those that are running, the newest complete
 * ones, and where there is no complete one the newest partial one.
 */
export const CLEAN_UP = String.raw`. "$SCRIPTS_DIR/elasticsearch.sh"

repository=$(encode "$REPOSITORY")
es "list the snapshots in '$REPOSITORY'" GET \
  "/_snapshot/$repository/$(encode "$SNAPSHOT_PREFIX")-*?filter_path=snapshots.snapshot,snapshots.state,snapshots.start_time_in_millis"

# Start in seconds, state and name of each snapshot that snapshot.sh named, the newest first.
awk -F '\t' '
  $1 == "snapshots" { field[$2, $3] = $4; if ($2 >= count) { count = $2 + 1 } }
  END {
    prefix = ENVIRON["SNAPSHOT_PREFIX"] "-"
    digit = "[0-9][0-9]"
    time = "^" digit digit "[.]" digit "[.]" digit "-" digit "[.]" digit "[.]" digit "$"
    for (i = 0; i < count; i++) {
      name = field[i, "snapshot"]
      if (index(name, prefix) != 1 || substr(name, length(prefix) + 1) !~ time) { continue }
      if (field[i, "start_time_in_millis"] !~ /^[0-9]+$/) { continue }
      printf "%.0f\t%s\t%s\n", int(field[i, "start_time_in_millis"] / 1000), field[i, "state"], name
    }
  }' "$LEAVES" | sort -rn >"$WORK/own"

say "$(grep -c . "$WORK/own" || :) snapshots named '$SNAPSHOT_PREFIX-…' in '$REPOSITORY'"

NOW=$(now) awk -F '\t' '
  BEGIN { oldest = ENVIRON["NOW"] - ENVIRON["EXPIRE_AFTER_SECONDS"]; keep = ENVIRON["MIN_COUNT"] }
  { start[NR] = $1; state[NR] = $2; name[NR] = $3; complete += $2 == "SUCCESS"; partial += $2 == "PARTIAL" }
  END {
    stays["SUCCESS"] = complete < keep ? complete : keep
    stays["PARTIAL"] = complete == 0 && partial > 0
    stays["FAILED"] = 0
    for (i = 1; i <= NR; i++) {
      if (!(state[i] in stays) || seen[state[i]]++ < stays[state[i]] || start[i] >= oldest) { continue }
      print name[i]
    }
  }' "$WORK/own" | sort >"$WORK/expired"

deleted=0
while IFS= read -r name; do
  request "delete snapshot '$name'" DELETE "/_snapshot/$repository/$(encode "$name")"
  # Gone already: deleted by an attempt without an answer, or by somebody else.
  if [ "$STATUS" != 404 ]; then
    expect_success
    expect_true acknowledged
  fi
  deleted=$((deleted + 1))
  say "deleted snapshot '$name'"
done <"$WORK/expired"
say "$deleted snapshots were older than $EXPIRE_AFTER_SECONDS s"
`;
