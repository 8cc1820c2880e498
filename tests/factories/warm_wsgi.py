"""The product's entry point with every address read, for workers that stand at once when forked."""

from django.urls import get_resolver

from config.wsgi import application

assert get_resolver().url_patterns

__all__ = ["application"]
