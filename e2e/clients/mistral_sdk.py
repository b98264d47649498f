"""Mistral's library through the filter at the URL given. Any surprise is an exception."""
import json

from asking import MESSAGE, TEXT, URL, ask, cut_off, refused, same
from mistralai.client import Mistral, errors

client = Mistral(api_key="none", server_url=URL, timeout_ms=30_000)


def messages(text):
    return [{"role": "user", "content": text}]


def whole(text):
    return client.chat.complete(model="m", messages=messages(text)).choices[0].message.content


def stream(text):
    return [c.data.choices[0] for c in client.chat.stream(model="m", messages=messages(text))]


def text_of(choices):
    return "".join(c.delta.content or "" for c in choices)


def check(e):
    same((e.status_code, json.loads(e.body)["error"]["message"]), (403, MESSAGE))


same(whole(ask("text")), TEXT)
same(text_of(stream(ask("text"))), TEXT)
for kind in "secret", "leak-first":
    for call in whole, stream:
        refused(kind, call, errors.SDKError, check)
choices = stream(ask("leak-later"))
cut_off(text_of(choices))
same(choices[-1].finish_reason, "content_filter")
print("ok")
