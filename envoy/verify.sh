#!/usr/bin/env bash
# Checks a running compose.yaml, step by step; ends with 1 if something is not as it should be. Needs curl.
# Ports that were changed for compose are changed here with the same variables.
set -u
chat=http://127.0.0.1:${CHATGUARD_PORT:-10000}
admin=http://127.0.0.1:${CHATGUARD_ADMIN_PORT:-9901}
prometheus=http://127.0.0.1:${PROMETHEUS_PORT:-9090}
failed=0

# check WHAT WANTED COMMAND... runs a command whose output must have WANTED in it.
check() {
  local what=$1 want=$2 got; shift 2
  got=$("$@" 2>&1)
  if [[ $got == *"$want"* ]]; then echo "ok      $what"; return; fi
  echo "FAILED  $what: no '$want' in: ${got:0:400}"; failed=1
}

# wait_for WHAT WANTED COMMAND... does so for two minutes at most: Envoy compiles the filter first.
wait_for() {
  local what=$1 want=$2; shift 2
  for _ in $(seq 120); do
    [[ $("$@" 2>/dev/null) == *"$want"* ]] && break
    sleep 1
  done
  check "$what" "$want" "$@"
}

# say PATH TEXT sends a chat message and prints the answer with its status.
say() {
  curl -s -m 20 -w ' status=%{http_code}' "$chat$1" -H 'content-type: application/json' \
    -d "{\"model\":\"demo\",\"max_tokens\":99,\"messages\":[{\"role\":\"user\",\"content\":\"$2\"}]}" | sed 's/": "/":"/g'
}

query() { curl -s -m 10 -G "$prometheus/api/v1/query" --data-urlencode "query=$1"; }

wait_for "Envoy is ready"                         LIVE                        curl -s -m 5 "$admin/ready"
wait_for "the filter answers"                     'status=200'                say /v1/chat/completions 'Hello'
check "a card is masked"                          '**** **** **** 7153'       say /v1/chat/completions 'Pay with 4532 7601 9842 7153'
check "a number that identifies is masked"        '[US_SSN]'                  say /v1/chat/completions 'My SSN is 536-22-8741'
check "what was masked is turned back"            'dora.winter@kontor-nord.de' say /v1/chat/completions 'Write to dora.winter@kontor-nord.de'
check "a credential is refused"                   'status=403'                say /v1/messages 'Deploy with AKIAODZDOCIS2JHTLGMX'
check "the route in monitor mode changes nothing" '4532 7601 9842 7153'       say /staff/v1/chat/completions 'Pay with 4532 7601 9842 7153'
check "Envoy counted the refusal"                 'chatguard.blocked: '       curl -s -m 10 "$admin/stats?filter=chatguard.blocked&usedonly"
wait_for "Prometheus reads Envoy"                 ',"1"]'                     query 'up{job="envoy"}'
wait_for "Prometheus has findings by kind"        '"type":"CREDIT_CARD"'      query 'chatguard_findings{policy="public",action="Mask"}'
check "Prometheus knows the alert rules"          ChatguardErrors             curl -s -m 10 "$prometheus/api/v1/rules"

if [ $failed = 0 ]; then echo "all is as it should be"; fi
exit $failed
