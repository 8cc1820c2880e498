"""Addresses of directives under /desk/directives/."""

from django.urls import path

from campaigns.directives import views

app_name = "directives"
urlpatterns = [
    path("", views.directive_list, name="directive_list"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/enter/", views.enter_day, name="enter_day"),
    path("calendar/<int:pk>/remove/", views.remove_day, name="remove_day"),
    path("<int:pk>/", views.directive, name="directive"),
]
