"""httpx over HTTP/2 with prior knowledge, several streams on one connection. Any surprise is an exception."""
import asyncio
import json
import sys

import httpx

URL, MAIL = sys.argv[1:3]


def request(model):
    return dict(json={"model": model, "stream": True, "messages": [{"role": "user", "content": f"I am {MAIL}"}]})


async def one(client, model):
    text = ""
    async with client.stream("POST", "/v1/chat/completions", **request(model)) as r:
        assert r.http_version == "HTTP/2", r.http_version
        if model == "leak-first":
            assert r.status_code == 403 and b"MIIE" not in await r.aread(), r
            return
        assert r.status_code == 200, r
        async for line in r.aiter_lines():
            if line.startswith("data: {"):
                text += json.loads(line[6:])["choices"][0]["delta"].get("content") or ""
    if model == "text":
        assert text == f"Hello {MAIL}, ask [EMAIL_ADDRESS_2] instead.", text
    else:
        assert text.startswith("Wait. ") and "MIIE" not in text, text


async def main():
    async with httpx.AsyncClient(base_url=URL, http1=False, http2=True, timeout=30) as client:
        await asyncio.gather(*(one(client, m) for m in ["text", "leak-later", "leak-first"] * 4))


asyncio.run(main())
print("ok")
