/**
 * Reads JSON in awk, because the image has no other tool for it: writes a line for each value that is neither object nor list, its keys and indexes and
 * itself parted by tabs. Text stays escaped as in JSON, where neither tabs nor line ends can stand. Ends with 1 where the input is no JSON, or cut off.
 *
 * Quotes part the records, so that every other record is text and all others are structure; a quote behind an odd number of backslashes is part of a text.
 */
export const JSON_READER = String.raw`BEGIN { RS = "\"" }

{
  if (!text) { structure($0); text = 1; next }
  word = word $0
  if (match(word, /\\+$/) && RLENGTH % 2 == 1) { word = word "\""; next }
  if (wantsKey) { key[depth] = word; wantsKey = 0 } else { leaf(word) }
  word = ""
  text = 0
}

END {
  if (wrong || depth != 0 || !seen) { exit 1 }
}

function leaf(value,    line, i) {
  for (i = 1; i <= depth; i++) { line = line key[i] "\t" }
  print line value
}

function structure(part,    i, c, bare) {
  for (i = 1; i <= length(part); i++) {
    c = substr(part, i, 1)
    if (c ~ /[-+.0-9A-Za-z]/) { bare = bare c; continue }
    if (bare != "") { leaf(bare); bare = "" }
    if (c == "{") { seen = 1; kind[++depth] = "}"; wantsKey = 1 }
    else if (c == "[") { seen = 1; kind[++depth] = "]"; key[depth] = 0; wantsKey = 0 }
    else if (c == "}" || c == "]") { close_(c) }
    else if (c == ",") { if (kind[depth] == "]") { key[depth]++ } else { wantsKey = 1 } }
    else if (c !~ /[: \t\r\n]/) { wrong = 1; exit }
  }
  if (bare != "") { leaf(bare) }
}

function close_(c) {
  if (depth < 1 || kind[depth] != c) { wrong = 1; exit }
  depth--
  wantsKey = 0
}
`;
