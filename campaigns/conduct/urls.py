"""Addresses of commendations and criticisms under /desk/conduct/."""

from django.urls import path

from campaigns.conduct import models, views

app_name = "conduct"
# One address a step: who may take it is tried for each.
_STEPS = [
    path(
        f"criticisms/<int:pk>/{edge.name.replace('_', '-')}/",
        views.step,
        {"name": edge.name},
        name=f"criticism_{edge.name}",
    )
    for edge in models.EDGES.values()
    if edge.permission is not None
]
urlpatterns = [
    path("", views.citation_list, name="citation_list"),
    path("<int:pk>/", views.citation, name="citation"),
    path("<int:pk>/decide/", views.decide, name="decide"),
    path("<int:pk>/decline/", views.decline, name="decline"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("criticisms/", views.criticism_list, name="criticism_list"),
    path("criticisms/<int:pk>/", views.criticism, name="criticism"),
    path("criticisms/units/<int:pk>/draft/", views.draft_criticism, name="draft_criticism"),
    path("units/<int:pk>/remind/", views.remind, name="remind"),
    path("files/<int:pk>/", views.citation_file, name="citation_file"),
    *_STEPS,
]
