"""Addresses of directives under /desk/directives/."""

from django.urls import path

from campaigns.directives import views

app_name = "directives"
urlpatterns = [
    path("", views.directive_list, name="directive_list"),
    path("<int:pk>/", views.directive, name="directive"),
]
