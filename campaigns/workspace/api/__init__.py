"""The API of the field app: what a phone needs to know, and what it hands in."""

from campaigns.workspace.api.bodies import finite, text_of
from campaigns.workspace.api.face import field_face
from campaigns.workspace.api.routes import router

__all__ = ["field_face", "finite", "router", "text_of"]
