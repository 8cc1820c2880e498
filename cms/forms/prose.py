"""The editor of running text."""

from typing import Any

from wagtail.admin.rich_text.editors.draftail import DraftailRichTextArea


class PromptTextArea(DraftailRichTextArea):
    """Wagtail's editor, which hands over what is typed at once.

    By itself it waits a quarter of a second after the last key: who typed and pressed a button
    within that time, on a slow machine within seconds, sent the page without the text.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options["stateSaveInterval"] = 0
