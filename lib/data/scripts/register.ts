/** Registers the repository, has every node verify it, and writes the lifecycle policy where there is one. Running it again changes nothing. */
export const REGISTER = String.raw`. "$SCRIPTS_DIR/elasticsearch.sh"

repository=$(encode "$REPOSITORY")
# A repository in use can't be changed: a snapshot may be running.
RETRY_CONFLICTS=yes

# Whether the repository is there already, as it shall be.
is_registered() {
  request "look for repository '$REPOSITORY'" GET "/_snapshot/$repository"
  [ "$STATUS" != 404 ] || return 1
  expect_success
  cut -f 2- "$LEAVES" | grep -v "^uuid$TAB" | sort >"$WORK/actual"
  awk -f "$SCRIPTS_DIR/json.awk" "$SCRIPTS_DIR/repository.json" | sort >"$WORK/wanted"
  cmp -s "$WORK/actual" "$WORK/wanted"
}

if is_registered; then
  say "repository '$REPOSITORY' is registered as it shall be"
else
  es "register repository '$REPOSITORY'" PUT "/_snapshot/$repository?verify=false" "$SCRIPTS_DIR/repository.json"
  expect_true acknowledged
  say "registered repository '$REPOSITORY'"
fi

es "verify repository '$REPOSITORY'" POST "/_snapshot/$repository/_verify"
nodes=$(grep -c "^nodes$TAB[^$TAB]*$TAB""name$TAB" "$LEAVES") || fail "$WRONG_OUTCOME" "$WHAT: no node has verified it"
say "$nodes node(s) can use repository '$REPOSITORY'"

if [ -f "$SCRIPTS_DIR/policy.json" ]; then
  es "write lifecycle policy '$POLICY'" PUT "/_slm/policy/$(encode "$POLICY")" "$SCRIPTS_DIR/policy.json"
  expect_true acknowledged
  say "wrote lifecycle policy '$POLICY'"
  es "ask for the state of snapshot lifecycle management" GET /_slm/status
  [ "$(value operation_mode)" = RUNNING ] || fail "$WRONG_OUTCOME" "$WHAT: it is $(value operation_mode), so that policy '$POLICY' takes no snapshot"
fi
`;
