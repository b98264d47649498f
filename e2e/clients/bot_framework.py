"""The connector of the Bot Framework through the filter at the URL given. Any surprise is an exception."""
from asking import MESSAGE, URL, ask, refused, same
from botbuilder.schema import Activity, ActivityTypes, ErrorResponseException
from botframework.connector import ConnectorClient
from msrest.authentication import Authentication

client = ConnectorClient(Authentication(), base_url=URL)


def send(text):
    return client.conversations.send_to_conversation("c1", Activity(type=ActivityTypes.message, text=text)).id


def check(e):
    same((e.response.status_code, e.error.error.code, e.error.error.message), (403, "Forbidden", MESSAGE))


same(send(ask("text")), "a1")
refused("secret", send, ErrorResponseException, check)
print("ok")
