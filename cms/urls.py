"""Addresses of the newsroom and the public site; `config.urls` mounts the public ones."""

from django.urls import path

from cms.views import aloud, editor, fact_checks, fact_links, feeds, public, review

# Inside Wagtail's admin, behind its check of access (mounted by a hook, below /cms/).
newsroom_patterns = [
    path("loa/measure/", editor.measure, name="measure"),
    path("loa/aloud/", aloud.preview, name="aloud_preview"),
    path("loa/pages/<int:page_id>/aloud/", aloud.aloud, name="aloud"),
    path("loa/pages/<int:page_id>/review/", review.review, name="review"),
    path("loa/pages/<int:page_id>/cut/", editor.cut, name="cut"),
    path("loa/pages/<int:page_id>/hold/", editor.hold, name="hold"),
    path("loa/pages/<int:page_id>/<slug:act>/", review.decide, name="decide"),
]

# In the workspace: health reviewers have no place in Wagtail's admin.
fact_check_patterns = [
    path("", fact_checks.waiting, name="list"),
    path("<int:pk>/", fact_checks.check, name="check"),
]

public_patterns = [
    path("fact-check/<str:secret>/", fact_links.fact_check, name="fact_check"),
    path("tim-kiem/", public.search, name="search"),
    path("en/search/", public.search, {"language": "en"}, name="search_en"),
    path("robots.txt", public.robots, name="robots"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path("feeds/rss.xml", feeds.feed, name="rss"),
    path("feeds/atom.xml", feeds.feed, {"kind": "atom"}, name="atom"),
    path("feeds/podcast/<str:language>.xml", feeds.podcast, name="podcast"),
    path("feeds/guidance/<int:page_id>.json", feeds.ninjs, name="ninjs"),
    path("feeds/<slug:newsroom>/rss.xml", feeds.feed, name="newsroom_rss"),
    path("feeds/<slug:newsroom>/atom.xml", feeds.feed, {"kind": "atom"}, name="newsroom_atom"),
    path("en/feeds/rss.xml", feeds.feed, {"language": "en"}, name="rss_en"),
    path("en/feeds/atom.xml", feeds.feed, {"kind": "atom", "language": "en"}, name="atom_en"),
    path(
        "en/feeds/<slug:newsroom>/rss.xml", feeds.feed, {"language": "en"}, name="newsroom_rss_en"
    ),
    path(
        "en/feeds/<slug:newsroom>/atom.xml",
        feeds.feed,
        {"kind": "atom", "language": "en"},
        name="newsroom_atom_en",
    ),
    path("en/", public.english, {"path": ""}, name="home_en"),
    path("en/<path:path>", public.english, name="page_en"),
]
