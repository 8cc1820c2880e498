"""Addresses of the newsroom and the public site; `config.urls` mounts the public ones."""

from django.urls import path

from cms.views import editor, public, review

# Inside Wagtail's admin, behind its check of access (mounted by a hook, below /cms/).
newsroom_patterns = [
    path("loa/measure/", editor.measure, name="measure"),
    path("loa/pages/<int:page_id>/review/", review.review, name="review"),
    path("loa/pages/<int:page_id>/<slug:act>/", review.decide, name="decide"),
]

public_patterns = [
    path("tim-kiem/", public.search, name="search"),
    path("en/search/", public.search, {"language": "en"}, name="search_en"),
    path("robots.txt", public.robots, name="robots"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path("en/", public.english, {"path": ""}, name="home_en"),
    path("en/<path:path>", public.english, name="page_en"),
]
