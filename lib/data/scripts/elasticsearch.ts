/**
 * What every script needs to talk to Elasticsearch: POSIX shell with curl and awk. Written without braces around variables, which would be
 * TypeScript's.
 *
 * The password is read from its file by builtins of the shell and reaches curl in another file: it is in no command line and in no environment.
 */
export const ELASTICSEARCH = String.raw`set -ef
# What may be left out is empty then; of all else that is an error.
TLS_DIR=$TLS_DIR ELASTICSEARCH_USERNAME=$ELASTICSEARCH_USERNAME
set -u
LC_ALL=C
export LC_ALL
umask 077

# The exit codes that tell what went wrong: 1 is for all else.
WRONG_SETUP=2 UNREACHABLE=3 WRONG_TLS=4 WRONG_CREDENTIALS=5 WRONG_OUTCOME=6

TAB=$(printf '\t')
CHILD=

say() { printf '%s %s\n' "$(date -u +%H:%M:%S)" "$*"; }

fail() {
  code=$1
  shift
  printf 'ERROR: %s\n' "$*" >&2
  exit "$code"
}

stop() {
  [ -z "$CHILD" ] || kill "$CHILD" 2>/dev/null || :
  exit 143
}

WORK=$(mktemp -d "$WORK_DIR/snapshots.XXXXXX") || fail "$WRONG_SETUP" "no folder to work in"
trap 'rm -rf "$WORK"' EXIT
trap stop TERM INT

ANSWER=$WORK/answer
LEAVES=$WORK/leaves

# Waits in a way that a signal ends at once.
pause() {
  sleep "$1" &
  CHILD=$!
  wait "$CHILD" || :
  CHILD=
}

# In whole seconds: a time is over only once the clock is past it, or it would be up to a second short.
now() { date -u +%s; }

# The certificates to trust: of ECK's Secret the authority, or where there is none the certificate itself.
CA_FILE=
if [ -n "$TLS_DIR" ]; then
  for file in "$TLS_DIR/ca.crt" "$TLS_DIR/tls.crt"; do
    if [ -z "$CA_FILE" ] && [ -s "$file" ]; then CA_FILE=$file; fi
  done
  [ -n "$CA_FILE" ] || fail "$WRONG_SETUP" "neither ca.crt nor tls.crt in $TLS_DIR"
fi

write_authorization() {
  if [ -f "$USER_DIR/api-key" ]; then
    key=$(cat "$USER_DIR/api-key")
    case $key in
      '' | *[!A-Za-z0-9+/=_-]*) fail "$WRONG_SETUP" "$USER_DIR/api-key is no encoded API key" ;;
    esac
    printf 'Authorization: ApiKey %s\n' "$key"
    return
  fi
  [ -s "$USER_DIR/password" ] || fail "$WRONG_SETUP" "no password in $USER_DIR"
  if [ -f "$USER_DIR/username" ]; then user=$(cat "$USER_DIR/username"); else user=$ELASTICSEARCH_USERNAME; fi
  [ -n "$user" ] || fail "$WRONG_SETUP" "no user name in $USER_DIR"
  printf 'Authorization: Basic %s\n' "$(printf '%s:%s' "$user" "$(cat "$USER_DIR/password")" | base64 | tr -d '\n')"
}

write_authorization >"$WORK/authorization"

# A name as it stands in a path.
encode() {
  case $1 in
    '') fail "$WRONG_SETUP" "a name is empty" ;;
    . | .. | *[!A-Za-z0-9._-]*) printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g' ;;
    *) printf '%s' "$1" ;;
  esac
}

# once METHOD PATH [FILE]: sends one request. Its status is in STATUS, 000 where there was no answer; what curl said is in $WORK/errors.
once() {
  method=$1 path=$2 file=
  if [ $# -gt 2 ]; then file=$3; fi
  set -- -q --silent --show-error --globoff --path-as-is --proto =https --tlsv1.2 --connect-timeout 10 --max-time "$REQUEST_SECONDS" \
    --request "$method" --header "@$WORK/authorization" --output "$ANSWER" --write-out '%{http_code}'
  if [ -n "$CA_FILE" ]; then set -- "$@" --cacert "$CA_FILE"; fi
  if [ -n "$file" ]; then set -- "$@" --header 'Content-Type: application/json' --data-binary "@$file"; fi
  : >"$ANSWER"
  curl "$@" "$ELASTICSEARCH_URL$path" >"$WORK/status" 2>"$WORK/errors" &
  CHILD=$!
  CURL=0
  wait "$CHILD" || CURL=$?
  CHILD=
  STATUS=000
  if [ "$CURL" = 0 ]; then STATUS=$(cat "$WORK/status"); fi
}

# Whether the same request may work a little later.
is_transient() {
  case $CURL in
    0) ;;
    5 | 6 | 7 | 16 | 18 | 28 | 35 | 52 | 55 | 56 | 92 | 95) return 0 ;;
    *) return 1 ;;
  esac
  case $STATUS in
    408 | 429 | 502 | 503 | 504) return 0 ;;
    409) [ "$RETRY_CONFLICTS" = yes ] ;;
    *) return 1 ;;
  esac
}

RETRY_CONFLICTS=no

# request WHAT METHOD PATH [FILE]: sends a request until there is an answer that repeating would not change. ATTEMPTS tells how many it took.
request() {
  WHAT=$1
  shift
  ATTEMPTS=1
  until=$(($(now) + RETRY_SECONDS))
  wait_for=1
  once "$@"
  while is_transient; do
    [ "$(now)" -le "$until" ] || fail "$UNREACHABLE" "$WHAT: no answer within $RETRY_SECONDS s: $(why)"
    say "$WHAT: $(why); trying again"
    pause "$wait_for"
    wait_for=$((wait_for * 2))
    if [ "$wait_for" -gt 15 ]; then wait_for=15; fi
    ATTEMPTS=$((ATTEMPTS + 1))
    once "$@"
  done
  case $CURL in
    0) ;;
    51 | 53 | 54 | 58 | 59 | 60 | 64 | 66 | 77 | 80 | 82 | 83 | 90 | 91) fail "$WRONG_TLS" "$WHAT: $(why)" ;;
    *) fail 1 "$WHAT: $(why)" ;;
  esac
}

# es WHAT METHOD PATH [FILE]: a request that must succeed; its answer is in LEAVES, a line for each value.
es() {
  request "$@"
  expect_success
}

expect_success() {
  case $STATUS in
    2??) read_answer ;;
    401 | 403) fail "$WRONG_CREDENTIALS" "$WHAT: $(why)" ;;
    *) fail 1 "$WHAT: $(why)" ;;
  esac
}

read_answer() {
  awk -f "$SCRIPTS_DIR/json.awk" "$ANSWER" >"$LEAVES" || fail 1 "$WHAT: HTTP $STATUS with an answer that is no JSON"
}

# Why the last request failed, in a line: what curl or Elasticsearch said.
why() {
  if [ "$CURL" != 0 ]; then
    printf '%s' "$(head -n 1 "$WORK/errors")"
    return
  fi
  printf 'HTTP %s' "$STATUS"
  if awk -f "$SCRIPTS_DIR/json.awk" "$ANSWER" >"$WORK/why" 2>/dev/null; then
    awk -F '\t' '
      $1 == "error" && ($2 == "type" || $2 == "reason" || $2 == "root_cause" && ($4 == "type" || $4 == "reason")) && !($NF in told) {
        told[$NF] = 1
        printf ": %s", substr($NF, 1, 400)
      }
      $1 == "error" && NF == 2 { printf ": %s", substr($2, 1, 400) }' "$WORK/why"
  fi
}

# value KEY...: the value at these keys in the last answer; nothing where there is none.
value() {
  AT=$(printf "%s$TAB" "$@") awk 'BEGIN { at = ENVIRON["AT"] } index($0, at) == 1 { print substr($0, length(at) + 1); exit }' "$LEAVES"
}

# What an answer must say although its status says success.
expect_true() {
  [ "$(value "$1")" = true ] || fail "$WRONG_OUTCOME" "$WHAT: HTTP $STATUS, but '$1' is not true"
}
`;
