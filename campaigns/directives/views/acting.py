"""What every form and button of a page does alike: act, or say why not."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from campaigns.kernel import errors


def has_acted(request: HttpRequest, form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether what was said makes sense and was done; a refusal goes to the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except errors.LoaError as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


def press(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """A button: do it, and say what came of it."""
    try:
        act()
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
