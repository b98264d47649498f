"""The Anthropic SDK, sync and async, through the filter at the URL given. Any surprise is an exception."""
import asyncio
import sys

import anthropic

URL, MAIL = sys.argv[1:3]
ASK = dict(messages=[{"role": "user", "content": f"I am {MAIL}"}], max_tokens=99)
TOOLS = [{"name": "send", "input_schema": {"type": "object"}}]
OPTIONS = dict(base_url=URL, api_key="none", max_retries=0, timeout=30)
TEXT = f"Hello {MAIL}, ask [EMAIL_ADDRESS_2] instead."
sync = anthropic.Anthropic(**OPTIONS)


def same(got, want):
    assert got == want, f"got {got!r}, want {want!r}"


def check(message):
    if message.stop_reason == "tool_use":
        same(message.content[0].input, {"to": MAIL, "cc": "[EMAIL_ADDRESS_2]"})
    else:
        same((message.content[0].text, message.stop_reason), (TEXT, "end_turn"))


for kind in "text", "tools":
    with sync.messages.stream(model=kind, tools=TOOLS, **ASK) as s:
        check(s.get_final_message())

with sync.messages.stream(model="text", **ASK) as s:
    same("".join(s.text_stream), TEXT)

same(sync.messages.create(model="text", **ASK).content[0].text, TEXT)

for stream in False, True:
    try:
        list(sync.messages.create(model="leak-first", stream=stream, **ASK))
        raise AssertionError("a leak is no error")
    except anthropic.PermissionDeniedError as e:
        same((e.status_code, e.body["error"]["type"]), (403, "permission_error"))
        assert "withheld" in e.message and "MIIE" not in str(e), e

seen = ""
try:
    for event in sync.messages.create(model="leak-later", stream=True, **ASK):
        if event.type == "content_block_delta":
            seen += event.delta.text
    raise AssertionError("a leak is no error")
except anthropic.APIStatusError as e:
    same(e.body["error"]["type"], "permission_error")
assert seen.startswith("Wait. ") and "MIIE" not in seen, seen


async def concurrently():
    client = anthropic.AsyncAnthropic(**OPTIONS)

    async def one(kind):
        async with client.messages.stream(model=kind, tools=TOOLS, **ASK) as s:
            check(await s.get_final_message())

    await asyncio.gather(*(one(kind) for kind in ["text", "tools"] * 4))


asyncio.run(concurrently())
print("ok")
