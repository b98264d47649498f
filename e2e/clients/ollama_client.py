"""The Ollama client, sync and async, through the filter at the URL given. Any surprise is an exception."""
import asyncio
import sys

import ollama

URL, MAIL = sys.argv[1:3]
ASK = dict(messages=[{"role": "user", "content": f"I am {MAIL}"}])
sync = ollama.Client(host=URL)


def same(got, want):
    assert got == want, f"got {got!r}, want {want!r}"


def check(kind, parts):
    if kind == "text":
        same("".join(p.message.content or "" for p in parts), f"Hello {MAIL}, ask [EMAIL_ADDRESS_2] instead.")
    else:
        calls = [c for p in parts for c in p.message.tool_calls or []]
        same(dict(calls[0].function.arguments), {"to": MAIL, "cc": "[EMAIL_ADDRESS_2]"})
    same((parts[-1].done, parts[-1].done_reason), (True, "stop"))


def refused(e, status):
    same(e.status_code, status)
    assert "withheld" in e.error and "MIIE" not in e.error, e.error


for kind in "text", "tools":
    check(kind, list(sync.chat(model=kind, stream=True, **ASK)))
same(sync.chat(model="text", **ASK).message.content, f"Hello {MAIL}, ask [EMAIL_ADDRESS_2] instead.")

# After the first text a refusal is the error that Ollama's own streams end with.
text = ""
try:
    for part in sync.chat(model="leak-later", stream=True, **ASK):
        text += part.message.content or ""
    raise AssertionError("a leak is no error")
except ollama.ResponseError as e:
    refused(e, -1)
assert text.startswith("Wait. ") and "MIIE" not in text, text

for stream in False, True:
    try:
        answer = sync.chat(model="leak-first", stream=stream, **ASK)
        list(answer) if stream else None
        raise AssertionError("a leak is no error")
    except ollama.ResponseError as e:
        refused(e, 403)


async def concurrently():
    client = ollama.AsyncClient(host=URL)

    async def one(kind):
        check(kind, [p async for p in await client.chat(model=kind, stream=True, **ASK)])

    await asyncio.gather(*(one(kind) for kind in ["text", "tools"] * 4))


asyncio.run(concurrently())
print("ok")
