"""The OpenAI SDK, sync and async, through the filter at the URL given. Any surprise is an exception."""
import asyncio
import json
import sys

import openai

URL, MAIL = sys.argv[1:3]
ASK = dict(messages=[{"role": "user", "content": f"I am {MAIL}"}])
TOOLS = [{"type": "function", "function": {"name": "send", "parameters": {"type": "object", "properties": {}}}}]
OPTIONS = dict(base_url=URL + "/v1", api_key="none", max_retries=0, timeout=30)
sync = openai.OpenAI(**OPTIONS)


def same(got, want):
    assert got == want, f"got {got!r}, want {want!r}"


def chunks(all):
    text, arguments, finish = "", "", None
    for c in all:
        assert c.id == "c1" and c.object == "chat.completion.chunk", c
        for choice in c.choices:
            text += choice.delta.content or ""
            for call in choice.delta.tool_calls or []:
                arguments += call.function.arguments or ""
            finish = choice.finish_reason or finish
    return text, arguments, finish


def check(kind, all):
    text, arguments, finish = chunks(all)
    if kind == "text":
        same((text, finish), (f"Hello {MAIL}, ask [EMAIL_ADDRESS_2] instead.", "stop"))
    elif kind == "tools":
        same((json.loads(arguments), finish), ({"to": MAIL, "cc": "[EMAIL_ADDRESS_2]"}, "tool_calls"))
    else:
        same(finish, "content_filter")
        assert text.startswith("Wait. ") and "MIIE" not in text, text


for kind in "text", "tools", "leak-later":
    check(kind, sync.chat.completions.create(model=kind, stream=True, tools=TOOLS, **ASK))

with sync.chat.completions.stream(model="text", **ASK) as s:
    for _ in s:
        pass
    same(s.get_final_completion().choices[0].message.content, f"Hello {MAIL}, ask [EMAIL_ADDRESS_2] instead.")

whole = sync.chat.completions.create(model="text", **ASK)
same(whole.choices[0].message.content, f"Hello {MAIL}, ask [EMAIL_ADDRESS_2] instead.")

for stream in False, True:
    try:
        list(sync.chat.completions.create(model="leak-first", stream=stream, **ASK))
        raise AssertionError("a leak is no error")
    except openai.PermissionDeniedError as e:
        same((e.status_code, e.code), (403, "content_policy_violation"))
        assert "withheld" in e.message and "MIIE" not in str(e), e


async def concurrently():
    client = openai.AsyncOpenAI(**OPTIONS)

    async def one(kind):
        check(kind, [c async for c in await client.chat.completions.create(model=kind, stream=True, tools=TOOLS, **ASK)])

    await asyncio.gather(*(one(kind) for kind in ["text", "tools", "leak-later"] * 4))


asyncio.run(concurrently())
print("ok")
