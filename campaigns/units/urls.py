"""Addresses of units under /desk/units/; a unit's own page is composed in the workspace."""

from django.urls import path

from campaigns.units import views

app_name = "units"
urlpatterns = [
    path("", views.unit_list, name="unit_list"),
    path("<int:pk>/grants/", views.grants, name="grants"),
    path("<int:pk>/grants/<int:grant_pk>/end/", views.end_grant, name="end_grant"),
]
