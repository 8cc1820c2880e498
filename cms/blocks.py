"""What the body of a page is made of, and its plain text.

Definitions stay out of migrations: the stored JSON does not depend on them, and a changed label
is no change of the database.
"""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import RichText

_PROSE = ["bold", "italic", "link", "ol", "ul"]


class ParagraphBlock(blocks.RichTextBlock):
    """Running text with few means, so that every piece looks alike."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=["h2", "h3", *_PROSE], **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")
        template = "cms/blocks/paragraph.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        retired = context.get("retired_hosts") or frozenset()
        context["value"] = RichText(unlink_retired(value.source, retired))
        return context


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, label=_("What to do"))
    text = blocks.TextBlock(required=False, label=_("How to do it"))

    class Meta:
        icon = "list-ol"
        label = _("Step")


class StepsBlock(blocks.StructBlock):
    """Steps in the order in which they are taken, numbered on the page."""

    steps = blocks.ListBlock(StepBlock(), min_num=1, label=_("Steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "cms/blocks/steps.html"


class NoticeBlock(blocks.StructBlock):
    """Something that must not be missed. The tone is said by an icon and by the title."""

    tone = blocks.ChoiceBlock(
        choices=[("info", _("Good to know")), ("warning", _("Take care"))],
        default="info",
        label=_("Tone"),
    )
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    text = blocks.TextBlock(label=_("Text"))

    class Meta:
        icon = "warning"
        label = _("Notice")
        template = "cms/blocks/notice.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Words said or written"))
    who = blocks.CharBlock(max_length=200, label=_("Whose words, and where"))

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "cms/blocks/quote.html"


class FigureBlock(ImageBlock):
    class Meta:
        icon = "image"
        label = _("Picture")
        template = "cms/blocks/image.html"


class BodyBlock(blocks.StreamBlock):
    """The body of a guidance page."""

    paragraph = ParagraphBlock()
    steps = StepsBlock()
    notice = NoticeBlock()
    image = FigureBlock()
    quote = QuoteBlock()


class StepsOnlyBlock(blocks.StreamBlock):
    """Steps of the home page."""

    step = StepBlock()


class LeanStreamField(StreamField):
    """A StreamField that tells migrations nothing of its blocks."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _args, kwargs = super().deconstruct()
        kwargs["block_lookup"] = {}
        return name, "wagtail.fields.StreamField", [[]], kwargs


_ANCHOR = re.compile(r'<a\b[^>]*\bhref="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def unlink_retired(html: str, retired: frozenset[str]) -> str:
    """Limited HTML in which links to retired addresses are mere text.

    Whoever holds such an address today may serve anything (tokhaiyte.vn has served strangers).
    """

    def plain(anchor: re.Match[str]) -> str:
        host = (urlsplit(anchor[1]).hostname or "").removeprefix("www.")
        return anchor[2] if host in retired else anchor[0]

    return _ANCHOR.sub(plain, html)


class _Text(HTMLParser):
    """Text of limited HTML, a line for each paragraph, heading or list item."""

    _BLOCKS = frozenset({"p", "h2", "h3", "li", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_endtag(self, tag: str) -> None:
        if tag in self._BLOCKS:
            self.parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def text_of_html(html: str) -> str:
    """The words of limited HTML, one paragraph a line."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    lines = ("".join(parser.parts)).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def plain_text(body: Any) -> str:
    """The words of a body, one paragraph a line; what is frozen, folded and searched."""
    parts = [_text_of(child.block_type, child.value) for child in body or ()]
    return "\n".join(part for part in parts if part)


def _text_of(block_type: str, value: Any) -> str:
    if block_type == "paragraph":
        return text_of_html(value.source)
    if block_type == "steps":
        lines = [f"{n}. {_step(step)}" for n, step in enumerate(value["steps"], start=1)]
        return "\n".join(lines)
    if block_type == "notice":
        return f"{value['title']}. {value['text']}"
    if block_type == "quote":
        return f"“{value['text']}” ({value['who']})"
    return ""


def _step(step: Any) -> str:
    return f"{step['title']}. {step['text']}" if step["text"] else str(step["title"])
