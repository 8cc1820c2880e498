"""Pages of these tests keep what they were rendered with."""

from tests.rendering import keep_contexts

__all__ = ["keep_contexts"]
