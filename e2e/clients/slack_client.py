"""Slack's library through the filter at the URL given. Any surprise is an exception."""
from asking import MESSAGE, TEXT, URL, ask, refused, same
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

client = WebClient(token="none", base_url=URL + "/api/", timeout=30)


def post(text):
    return client.chat_postMessage(channel="C1", text=text)["message"]["text"]


def check(e):
    same((e.response["error"], e.response["response_metadata"]["messages"]), ("message_blocked", [MESSAGE]))


same(post(ask("text")), TEXT)
for kind in "secret", "leak-first":
    refused(kind, post, SlackApiError, check)
print("ok")
