"""The product's entry point with one view more, which redirects and does nothing else."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_resolver, path

from config.wsgi import application


def bare(_request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect("https://loa.example/")


get_resolver().url_patterns.insert(0, path("bare", bare))

__all__ = ["application"]
