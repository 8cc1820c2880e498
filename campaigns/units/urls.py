"""Addresses of units under /desk/units/; a unit's own page is composed in the workspace."""

from django.urls import path

from campaigns.units import views

app_name = "units"
urlpatterns = [
    path("", views.unit_list, name="unit_list"),
    path("views/", views.saved_views, name="saved_views"),
    path("views/save/", views.save_view, name="save_view"),
    path("<int:pk>/grants/", views.grants, name="grants"),
    path("<int:pk>/grants/<int:grant_pk>/end/", views.end_grant, name="end_grant"),
    path("<int:pk>/hamlets/", views.hamlets, name="hamlets"),
    path("<int:pk>/populations/", views.populations, name="populations"),
    path(
        "<int:pk>/populations/<int:population_pk>/drop/",
        views.drop_population,
        name="drop_population",
    ),
    path("<int:pk>/territory/", views.territory_sheet, name="territory_sheet"),
    path("<int:pk>/territory/files/", views.territory_files, name="territory_files"),
    path("territory/<int:pk>/", views.territory_file, name="territory_file"),
    path("territory/<int:pk>/take-in/", views.take_in_file, name="take_in_file"),
    path("territory/<int:pk>/discard/", views.discard_file, name="discard_file"),
    path("hamlets/<int:pk>/", views.hamlet, name="hamlet"),
    path("hamlets/<int:pk>/end/", views.end_hamlet, name="end_hamlet"),
]
