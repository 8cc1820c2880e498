"""Web faces of the newsroom (inside Wagtail's admin) and of the public site."""
