"""The library python-telegram-bot through the filter at the URL given. Any surprise is an exception."""
import asyncio

from asking import MESSAGE, TEXT, URL, ask, refused, same
from telegram import Bot
from telegram.error import Forbidden

bot = Bot("1:none", base_url=URL + "/bot")
loop = asyncio.new_event_loop()


def send(text):
    return loop.run_until_complete(bot.send_message(chat_id=1, text=text)).text


same(send(ask("text")), TEXT)
for kind in "secret", "leak-first":
    refused(kind, send, Forbidden, lambda e: same(e.message, MESSAGE))
print("ok")
