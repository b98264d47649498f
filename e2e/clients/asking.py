"""What the scripts of the libraries share."""
import sys

URL, MAIL = sys.argv[1:3]
TEXT = f"Hello {MAIL}, ask [EMAIL_ADDRESS_2] instead."
TOKEN = "ghp_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6"
MESSAGE = "The answer was withheld."


def ask(kind):
    """A message that the filter masks, and refuses where kind is "secret"."""
    return f"I am {MAIL}, answer {kind}" + (f" {TOKEN}" if kind == "secret" else "")


def same(got, want):
    assert got == want, f"got {got!r}, want {want!r}"


def refused(kind, call, error, check):
    """call(ask(kind)) raises error, which tells the message and nothing that was withheld."""
    try:
        got = call(ask(kind))
    except error as e:
        assert "MIIE" not in str(e) and TOKEN not in str(e), e
        check(e)
        return
    raise AssertionError(f"{kind} is no error, but {got!r}")


def cut_off(text):
    """The text of a stream that was refused after its first byte."""
    assert text.startswith("Wait. ") and "MIIE" not in text, text
