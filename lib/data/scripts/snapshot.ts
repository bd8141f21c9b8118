/** Takes a snapshot and waits for its end. Only a complete one is success. */
export const SNAPSHOT = String.raw`. "$SCRIPTS_DIR/elasticsearch.sh"

repository=$(encode "$REPOSITORY")
name=$SNAPSHOT_PREFIX-$(date -u +%Y.%m.%d-%H.%M.%S)
at=/_snapshot/$repository/$(encode "$name")
deadline=$(($(now) + SNAPSHOT_SECONDS))

# Not waited for in the request: a connection need not hold for hours, and one that breaks says nothing about the snapshot.
request "start snapshot '$name'" PUT "$at?wait_for_completion=false" "$SCRIPTS_DIR/snapshot.json"
if [ "$STATUS" = 400 ] && [ "$ATTEMPTS" -gt 1 ]; then
  read_answer
  # An attempt without an answer may have started it.
  case $(value error type) in
    snapshot_name_already_in_use_exception | invalid_snapshot_name_exception) ;;
    *) expect_success ;;
  esac
else
  expect_success
fi
say "snapshot '$name' is under way"

while :; do
  request "look at snapshot '$name'" GET "$at?filter_path=snapshots.state,snapshots.reason,snapshots.shards,snapshots.indices,snapshots.data_streams"
  [ "$STATUS" != 404 ] || fail "$WRONG_OUTCOME" "$WHAT: it is gone, so it failed, or somebody deleted it"
  expect_success
  state=$(value snapshots 0 state)
  [ "$state" = IN_PROGRESS ] || break
  [ "$(now)" -le "$deadline" ] || fail "$UNREACHABLE" "$WHAT: still running after $SNAPSHOT_SECONDS s; Elasticsearch goes on with it"
  pause "$POLL_SECONDS"
done

total=$(value snapshots 0 shards total)
failed=$(value snapshots 0 shards failed)
if [ "$state" != SUCCESS ] || [ "$failed" != 0 ]; then
  fail "$WRONG_OUTCOME" "snapshot '$name' is $state: $failed of $total shards failed. $(value snapshots 0 reason)"
fi
indices=$(grep -c "^snapshots$TAB""0$TAB""indices$TAB" "$LEAVES") || fail "$WRONG_OUTCOME" "snapshot '$name' holds no index: does its pattern match any?"
say "snapshot '$name' is complete: $indices indices, $total shards"
`;
