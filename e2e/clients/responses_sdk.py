"""The OpenAI SDK's Responses and legacy completions, sync and async, through the filter at the URL given. Any surprise is an exception."""
import asyncio
import json
import sys

import openai

URL, MAIL = sys.argv[1:3]
ASK = dict(input=f"I am {MAIL}")
TOOLS = [{"type": "function", "name": "send", "parameters": {"type": "object", "properties": {}}, "strict": False}]
OPTIONS = dict(base_url=URL + "/v1", api_key="none", max_retries=0, timeout=30)
TEXT = f"Hello {MAIL}, ask [EMAIL_ADDRESS_2] instead."
sync = openai.OpenAI(**OPTIONS)


def same(got, want):
    assert got == want, f"got {got!r}, want {want!r}"


def check(kind, events):
    same([e.sequence_number for e in events], list(range(len(events))))
    deltas = {}
    for e in events:
        if e.type.endswith(".delta"):
            deltas[e.type] = deltas.get(e.type, "") + e.delta
    if kind == "text":
        same(deltas, {"response.output_text.delta": TEXT})
        done = {e.type: e for e in events}
        same(done["response.output_text.done"].text, TEXT)
        same(done["response.completed"].response.output_text, TEXT)
    elif kind == "tools":
        want = {"to": MAIL, "cc": "[EMAIL_ADDRESS_2]"}
        same(json.loads(deltas["response.function_call_arguments.delta"]), want)
        same(json.loads(events[-1].response.output[0].arguments), want)
    else:
        same((events[-1].type, events[-1].code), ("error", "content_policy_violation"))
        text = deltas["response.output_text.delta"]
        assert text.startswith("Wait. ") and "MIIE" not in text, text


for kind in "text", "tools", "leak-later":
    check(kind, list(sync.responses.create(model=kind, stream=True, tools=TOOLS, **ASK)))

with sync.responses.stream(model="text", **ASK) as s:
    for _ in s:
        pass
    same(s.get_final_response().output_text, TEXT)

same(sync.responses.create(model="text", **ASK).output_text, TEXT)

for stream in False, True:
    try:
        list(sync.responses.create(model="leak-first", stream=stream, **ASK))
        raise AssertionError("a leak is no error")
    except openai.PermissionDeniedError as e:
        same((e.status_code, e.code), (403, "content_policy_violation"))
        assert "MIIE" not in str(e), e

text = "".join(c.choices[0].text for c in sync.completions.create(model="text", prompt=f"I am {MAIL}", stream=True))
same(text, TEXT)


async def concurrently():
    client = openai.AsyncOpenAI(**OPTIONS)

    async def one(kind):
        check(kind, [e async for e in await client.responses.create(model=kind, stream=True, tools=TOOLS, **ASK)])

    await asyncio.gather(*(one(kind) for kind in ["text", "tools", "leak-later"] * 4))


asyncio.run(concurrently())
print("ok")
